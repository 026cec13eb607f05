// @ts-check
// Passkeys: a form with `data-passkey` asks the device before it is sent. `find` signs in with whichever passkey the
// person chooses, `use` proves once more with one the server knows, `make` adds a new one. What the server offers
// stands in the page as JSON (#passkey-data), or is fetched for `find`.

/** @param {string} text base64url @returns {ArrayBuffer} */
function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0)).buffer;
}

/** @param {ArrayBuffer | null} buffer @returns {string | undefined} base64url */
function text(buffer) {
  if (!buffer) return undefined;
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** @param {any[]} listed */
const known = (listed) => (listed ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

/** Ask the device to make a passkey. @param {any} offered */
async function make(offered) {
  const { publicKey } = offered.creation_options;
  const made = /** @type {PublicKeyCredential} */ (await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: known(publicKey.excludeCredentials),
      // One kind of passkey: it signs in by itself where the device can do that, and is a second step everywhere.
      authenticatorSelection: { ...publicKey.authenticatorSelection, requireResidentKey: false, residentKey: "preferred", userVerification: "preferred" },
    },
  }));
  const answer = /** @type {AuthenticatorAttestationResponse} */ (made.response);
  return told(made, {
    clientDataJSON: text(answer.clientDataJSON),
    attestationObject: text(answer.attestationObject),
    transports: answer.getTransports?.() ?? [],
  });
}

/** Ask the device to prove that a passkey is there. @param {any} offered */
async function use(offered) {
  const { publicKey } = offered.request_options;
  const found = /** @type {PublicKeyCredential} */ (await navigator.credentials.get({
    publicKey: { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: known(publicKey.allowCredentials) },
  }));
  const answer = /** @type {AuthenticatorAssertionResponse} */ (found.response);
  return told(found, {
    clientDataJSON: text(answer.clientDataJSON),
    authenticatorData: text(answer.authenticatorData),
    signature: text(answer.signature),
    userHandle: text(answer.userHandle),
  });
}

/** @param {PublicKeyCredential} credential @param {object} response */
function told(credential, response) {
  return {
    type: credential.type,
    id: credential.id,
    rawId: text(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

/** @param {HTMLFormElement} form */
async function offered(form) {
  if (form.dataset.passkey !== "find") return JSON.parse(document.getElementById("passkey-data")?.textContent ?? "{}");
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

/** @param {HTMLFormElement} form @param {string} what */
function say(form, what) {
  for (const line of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-when]"))) line.hidden = line.dataset.when !== what;
}

/** @param {unknown} error */
function cause(error) {
  const name = error instanceof DOMException ? error.name : "";
  return { NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known" }[name] ?? "failed";
}

/** @param {HTMLFormElement} form */
async function prove(form) {
  say(form, "");
  const button = form.querySelector("button");
  button?.setAttribute("aria-busy", "true");
  try {
    const credential = await (form.dataset.passkey === "make" ? make : use)(await offered(form));
    const input = /** @type {HTMLInputElement} */ (form.elements.namedItem("credential"));
    input.value = JSON.stringify(credential);
    form.submit();
  } catch (error) {
    say(form, cause(error));
    button?.removeAttribute("aria-busy");
  }
}

if ("PublicKeyCredential" in window) {
  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-passkey]"))) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      prove(form);
    });
  }
}
