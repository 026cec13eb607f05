/**
 * Firefox, driven for the tests: `node firefox.mjs record URL SECONDS` or `node firefox.mjs play URL`.
 * Prints one line of JSON, as webkit.py does.
 */
import { readFileSync } from "node:fs";
import puppeteer from "puppeteer-core";

const [, , task, url, seconds] = process.argv;
const script = (name) => readFileSync(new URL(`${name}.js`, import.meta.url), "utf-8");

const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: process.env.FIREFOX ?? "/usr/bin/firefox-esr",
  headless: true,
  extraPrefsFirefox: {
    "media.navigator.streams.fake": true,
    "media.navigator.permission.disabled": true,
    "media.autoplay.default": 0,
  },
});

/** @param {import("puppeteer-core").Page} page */
async function record(page) {
  await page.goto(url);
  await page.waitForSelector("html[data-ready]");
  await page.locator("[data-do=start-camera]").click();
  await page.waitForSelector("[data-name=record][data-look=ready]");
  await page.locator("[data-part=main][data-do=record]").click();
  await page.waitForSelector("[data-name=record][data-look=recording]");
  await new Promise((done) => setTimeout(done, 1000 * Number(seconds)));
  await page.locator("[data-part=main][data-do=stop]").click();
  await page.waitForSelector("main[data-step=review], main[data-step=upload]");
  if ((await page.$("main[data-step=review]")) !== null) await page.waitForSelector("main[data-safe=safe]");
  return page.evaluate(script("note"));
}

/** @param {import("puppeteer-core").Page} page */
async function play(page) {
  await page.goto(url);
  return page.evaluate(script("play"));
}

try {
  const page = await browser.newPage();
  page.setDefaultTimeout(90_000);
  console.log(JSON.stringify(await { record, play }[task](page)));
} finally {
  await browser.close();
}
