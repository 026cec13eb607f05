#!/usr/bin/env python3
"""Make the demo clips of the brand Halden: drawn people who speak.

    python make_clips.py [id ...] [--still]     # --still: only a contact sheet, no video

Reads speakers.json and people.py beside it, writes the video files beside it.
Needs ffmpeg, flite, espeak-ng with libespeak-ng, and playwright with a Chromium
(CHROMIUM names the program, else playwright's own is used).

How: the words are spoken by flite (English) or espeak-ng (Persian, Chinese), which also
tell the time of every sound. Each sound is a mouth shape; loudness scales it. Head, eyes,
brows and breath move on slow waves and on the stresses of the voice. Each frame is drawn
by Chromium from one page and piped to ffmpeg, which writes what a browser would send:
WebM without a duration, or fragmented MP4.
"""
import array
import base64
import ctypes
import json
import math
import os
import random
import re
import subprocess
import sys
import tempfile
import wave
from pathlib import Path

import people
from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
FPS, LEAD, TAIL = 25, .55, .75

# engine, voice, pitch factor, speed (flite: stretch, espeak: words a minute), text as the voice needs it
VOICES = {
    'priya-1': ('flite', 'slt', 1.02, 1.04, None),
    'priya-2': ('flite', 'slt', 1.02, 1.04, 'Now I take the river path, on my Hal den. Eleven kilometers, and I arrive awake. Some mornings I even see a heron.'),
    'abebe':   ('flite', 'rms', .95, 1.02, 'My hospital is on top of the steepest hill in town. I used to push my old bike up it. On the Hal den, the hill is simply gone.'),
    'walt':    ('flite', 'awb', .93, 1.04, None),
    'mina':    ('espeak', 'fa+f2', 1.0, 150, 'هر روز صبح بچه‌ها را با هالْدِن به مدرسه می‌برم. دخترم همیشه از من می‌خواهد، راه طولانی را برویم.'),
    'siyuan':  ('espeak', 'cmn-latn-pinyin+m7', 1.0, 178, 'qu4nian2 dong1tian1 xia4 da4xue3, wo3 hai2shi4 mei3tian1 qi2che1 shang4ban1. dian4chi2 hen3 wen3, che1deng1 hen3 liang4, zhi3you3 tong2shi4 jue2de5 wo3 feng1le5.'),
}
EQ = {'flite': 'highpass=f=85,equalizer=f=220:t=q:w=1:g=2,equalizer=f=3100:t=q:w=1.2:g=-2.5,treble=g=2:f=6500',
      'espeak': 'highpass=f=90,equalizer=f=260:t=q:w=1:g=3,equalizer=f=2700:t=q:w=1.1:g=-5,equalizer=f=5200:t=q:w=1:g=-4,lowpass=f=7800'}
ROOM = 'acompressor=threshold=-22dB:ratio=2.6:attack=8:release=140:makeup=3,aecho=.92:.5:17|29|43:.10|.07|.05'


def run(*a, **k):
    return subprocess.run([str(x) for x in a], check=True, capture_output=True, **k)


# ---------------------------------------------------------------- voice

class Event(ctypes.Structure):
    class Id(ctypes.Union):
        _fields_ = [('number', ctypes.c_int), ('name', ctypes.c_char_p), ('string', ctypes.c_char * 8)]
    _fields_ = [('type', ctypes.c_int), ('uid', ctypes.c_uint), ('text', ctypes.c_int), ('length', ctypes.c_int),
                ('ms', ctypes.c_int), ('sample', ctypes.c_int), ('user', ctypes.c_void_p), ('id', Id)]


def espeak(voice, speed, text, wav):
    """Speak into wav; return [(second, sound)], by the phoneme events of the library."""
    lib = ctypes.CDLL('libespeak-ng.so.1')
    rate = lib.espeak_Initialize(2, 0, None, 1 | 2)      # synchronous; phoneme events in IPA
    pcm, sounds = bytearray(), []

    @ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(Event))
    def heard(data, n, ev):
        if data and n:
            pcm.extend(ctypes.string_at(data, n * 2))
        i = 0
        while ev[i].type:
            if ev[i].type == 7:
                sounds.append((ev[i].ms / 1000, ctypes.string_at(ctypes.addressof(ev[i].id), 8).split(b'\0')[0].decode('utf8', 'ignore')))
            i += 1
        return 0
    lib.espeak_SetSynthCallback(heard)
    lib.espeak_SetVoiceByName(voice.encode())
    lib.espeak_SetParameter(1, int(speed), 0)
    lib.espeak_SetParameter(4, 55, 0)                    # range of pitch
    raw = text.encode() + b'\0'
    lib.espeak_Synth(raw, len(raw), 0, 1, 0, 1, None, None)
    lib.espeak_Synchronize()
    with wave.open(str(wav), 'wb') as f:
        f.setparams((1, 2, rate, 0, 'NONE', ''))
        f.writeframes(bytes(pcm))
    return sounds


def flite(voice, stretch, text, wav):
    out = run('flite', '-voice', voice, '--setf', f'duration_stretch={stretch}', '-psdur', '-t', text, '-o', wav).stdout.decode()
    sounds, start = [], 0.0
    for sound, end in re.findall(r'([a-z]+):([\d.]+)', out):
        sounds.append((start, sound))
        start = float(end)
    return sounds


def speak(clip, text, tmp):
    """(path of the finished 48 kHz voice, [(second, sound)], loudness 0..1 per frame)."""
    engine, voice, pitch, speed, spoken = VOICES[clip]
    raw, dry, out = tmp / 'raw.wav', tmp / 'dry.wav', tmp / 'voice.wav'
    sounds = (flite if engine == 'flite' else espeak)(voice, speed, spoken or text, raw)
    with wave.open(str(raw)) as f:
        rate, length = f.getframerate(), f.getnframes() / f.getframerate() / pitch
    total = math.ceil((LEAD + length + TAIL) * FPS) / FPS
    chain = f'asetrate={int(rate * pitch)},aresample=48000,{EQ[engine]},{ROOM},adelay={int(LEAD * 1000)},apad=whole_dur={total:.2f},atrim=0:{total:.2f}'
    run('ffmpeg', '-y', '-i', raw, '-af', chain, '-ac', 1, dry)
    # a quiet room under the voice, then one gain to -20 LUFS
    log = run('ffmpeg', '-i', dry, '-af', 'ebur128', '-f', 'null', '-').stderr.decode()
    gain = -20 - float(re.findall(r'I:\s+(-?[\d.]+) LUFS', log)[-1])
    run('ffmpeg', '-y', '-i', dry, '-f', 'lavfi', '-i', f'anoisesrc=c=brown:r=48000:a=.012:d={total:.2f}:seed=7', '-filter_complex',
        f'[0]volume={gain:.2f}dB,alimiter=limit=.79:level=0[a];[1]lowpass=f=900[n];[a][n]amix=inputs=2:normalize=0,afade=t=in:d=0.12,afade=t=out:st={total - .25:.2f}:d=0.25', '-ar', 48000, out)
    with wave.open(str(dry)) as f:
        pcm = array.array('h', f.readframes(f.getnframes()))
    step = 48000 // FPS
    rms = [math.sqrt(sum(v * v for v in pcm[i * step:(i + 1) * step:3]) / (step / 3) + 1) for i in range(round(total * FPS))]
    peak = sorted(rms)[int(len(rms) * .93)]
    loud = [min(1, r / peak) for r in rms]
    return out, [(LEAD + t / pitch, s) for t, s in sounds] + [(LEAD + length, 'pau')], loud


# ---------------------------------------------------------------- mouth

# shape: (open, wide, round, teeth)
REST, SHUT, BITE, HISS, SH, TONGUE, BACK = (0, 0, 0, 0), (-.12, 0, .12, 0), (.10, .1, 0, .9), (.16, .45, 0, .9), (.2, 0, .55, .8), (.26, .25, 0, .6), (.34, .15, 0, .4)
A, AE, E, I, O, U, SCHWA = (1, .1, 0, .45), (.82, .5, 0, .6), (.56, .6, 0, .6), (.38, .8, 0, .7), (.72, -.2, .62, .1), (.34, -.3, 1, 0), (.52, .1, .08, .4)
ARPA = {'aa': A, 'ae': AE, 'ah': SCHWA, 'ax': SCHWA, 'ao': O, 'aw': A, 'ay': A, 'eh': E, 'er': (.4, 0, .35, .3), 'ey': E, 'ih': I, 'iy': I, 'ow': O, 'oy': O, 'uh': U, 'uw': U,
        'b': SHUT, 'p': SHUT, 'm': SHUT, 'f': BITE, 'v': BITE, 's': HISS, 'z': HISS, 'sh': SH, 'zh': SH, 'ch': SH, 'jh': SH, 'w': U, 'r': (.3, 0, .5, .3),
        'y': I, 'k': BACK, 'g': BACK, 'ng': BACK, 'hh': SCHWA, 'pau': REST}
IPA = {**dict.fromkeys('ɑaɐ', A), **dict.fromkeys('æ', AE), **dict.fromkeys('eɛ', E), **dict.fromkeys('iɪj', I), **dict.fromkeys('oɔɒ', O), **dict.fromkeys('uʊwyɥ', U),
       **dict.fromkeys('əɜʌɤh', SCHWA), **dict.fromkeys('bpm', SHUT), **dict.fromkeys('fv', BITE), **dict.fromkeys('sz', HISS), **dict.fromkeys('ʃʒʂʐɕ', SH), **dict.fromkeys('kɡgxχqɣŋ', BACK)}


def shape(sound):
    if sound in ARPA:
        return ARPA[sound]
    for ch in sound:
        if ch in IPA:
            return IPA[ch]
    return REST if not sound.strip('_: ') else TONGUE


def mouth(sounds, loud):
    """Mouth shape of every frame: sounds in a window of about 100 ms, a little ahead of the voice."""
    sub, ahead, n = 5, .03, len(loud)
    fine, k = [], 0
    for i in range((n + 2) * sub):
        t = i / FPS / sub + ahead
        while k + 1 < len(sounds) and sounds[k + 1][0] <= t:
            k += 1
        fine.append(shape(sounds[k][1]) if sounds[k][0] <= t else REST)
    taps = [math.exp(-.5 * (d / 3.2) ** 2) for d in range(-9, 10)]
    frames = []
    for f in range(n):
        acc, wsum = [0, 0, 0, 0], 0
        for d, w in zip(range(-9, 10), taps):
            s = fine[min(max(f * sub + d, 0), len(fine) - 1)]
            w *= 1.7 if s in (SHUT, BITE) else 1           # lips that close must be seen closed
            acc = [a + w * v for a, v in zip(acc, s)]
            wsum += w
        o, wide, rnd, teeth = (a / wsum for a in acc)
        near = max(loud[max(0, f - 1):f + 2])
        frames.append([min(1, max(0, o) * (.55 + .7 * near) * 1.12), wide, rnd, teeth])
    return frames


# ---------------------------------------------------------------- body

def smooth(xs, s):
    r = int(s * 3) + 1
    w = [math.exp(-.5 * (d / s) ** 2) for d in range(-r, r + 1)]
    return [sum(w[d + r] * xs[min(max(i + d, 0), len(xs) - 1)] for d in range(-r, r + 1)) / sum(w) for i in range(len(xs))]


def poses(clip, shape_, sounds, loud):
    rnd = random.Random(clip)
    n = len(loud)
    ph = [rnd.uniform(0, math.tau) for _ in range(16)]
    wav = lambda t, i, *hz: sum(math.sin(math.tau * h * t + ph[i] + 1.7 * j) / (1 + j) for j, h in enumerate(hz)) / 1.5
    slow, talk = smooth(loud, 2.6), smooth([1.0 if l > .12 else 0 for l in loud], 5)
    base = smooth(loud, 9)
    beat = smooth([max(0, a - b) for a, b in zip(slow, base)], 1.6)     # stresses above the run of the voice
    # blinks: at the start of a pause where there is one, else every 2.2 to 3.8 s
    blink, t = [0.0] * n, rnd.uniform(.5, .9)
    while t < n / FPS - .3:
        f = int(t * FPS)
        quiet = [k for k in range(f, min(n, f + 16)) if loud[k] < .12]
        f = quiet[0] if quiet else f
        for k, v in enumerate((.45, 1, .9, .5, .15)):
            if f + k < n:
                blink[f + k] = v
        t = f / FPS + rnd.uniform(2.1, 3.6)
    # a glance away now and then, as people who remember do
    look = [(0.0, 0.0)] * n
    for start in (rnd.uniform(1.6, 2.4), rnd.uniform(5.0, 6.0)):
        g = (rnd.choice((-1, 1)) * rnd.uniform(.7, 1), rnd.uniform(-.7, .2))
        for k in range(int(start * FPS), min(n, int((start + rnd.uniform(.5, .8)) * FPS))):
            look[k] = g
    gx, gy = smooth([a for a, _ in look], .9), smooth([b for _, b in look], .9)
    flakes = [(rnd.uniform(280, 510), rnd.uniform(0, 260), rnd.uniform(2.2, 5), rnd.uniform(14, 34), rnd.uniform(0, 6)) for _ in range(60)] if clip == 'siyuan' else []
    hand = 1.5 if shape_ == 'portrait' else .8               # a phone in the hand moves more
    mouths = mouth(sounds, loud)
    for f in range(n):
        t = f / FPS
        end = max(0, min(1, (t - (n / FPS - TAIL - .05)) / .35))
        end = end * end * (3 - 2 * end)
        o, wide, rd, teeth = mouths[f]
        o += .30 * end                                       # the last moment is a broad smile
        yield dict(
            open=o, wide=wide * (1 - end) + .5 * end, round=max(0, rd) * (1 - end), teeth=teeth * (1 - end) + 1.0 * end,
            smile=max(.15, .62 - .42 * talk[f] + .10 * wav(t, 0, .21)) * (1 - end) + 1.0 * end,
            x=2.6 * wav(t, 1, .17, .41), y=.9 * wav(t, 2, .29) + 2.6 * beat[f] * 2, rot=1.35 * wav(t, 3, .15, .37) + 1.3 * wav(t, 4, .8) * beat[f] * 2,
            turn=.75 * wav(t, 5, .13, .33) + .35 * gx[f], nod=.45 * wav(t, 6, .23) + 1.5 * beat[f] * 2 - .2 * gy[f],
            brow=.18 * wav(t, 7, .3) + 2.0 * beat[f] + .35 * end - .25 * gy[f], blink=blink[f], gx=gx[f] - .2 * wav(t, 5, .13, .33), gy=gy[f],
            breath=math.sin(math.tau * t / 3.7 + ph[8]), light=.86 + .07 * wav(t, 9, .19, .53) + .015 * wav(t, 10, 2.1, 3.3),
            cam=[hand * 2.2 * wav(t, 11, .11, .27), hand * 1.5 * wav(t, 12, .14, .31)],
            snow=[(x + 7 * math.sin(t * 1.1 + p), (y + v * t) % 260 - 14, r) for x, y, r, v, p in flakes])


# ---------------------------------------------------------------- picture

def make(browser, clip, who, shape_, text, target, still):
    with tempfile.TemporaryDirectory() as d:
        tmp = Path(d)
        voice, sounds, loud = speak(clip, text, tmp)
        states = list(poses(clip, shape_, sounds, loud))
        w, h, _ = people.view(shape_)
        tab = browser.new_page(viewport={'width': round(w * 1.06), 'height': round(h * 1.06)})
        urls = []
        for layer in ('far', 'near'):
            tab.set_content(f'<body style="margin:0">{people.room_layer(who, shape_, layer)}')
            urls.append('data:image/png;base64,' + base64.b64encode(tab.screenshot(omit_background=True)).decode())
        tab.set_viewport_size({'width': w, 'height': h})
        tab.set_content(people.page(who, shape_, *urls))
        tab.wait_for_function('[...document.images].every(i => i.complete)')
        cdp = tab.context.new_cdp_session(tab)

        def shot(state, quality=93):
            tab.evaluate('s => setFrame(s)', state)
            return base64.b64decode(cdp.send('Page.captureScreenshot', {'format': 'jpeg', 'quality': quality, 'optimizeForSpeed': True})['data'])
        if still:
            for i in range(9):
                (tmp / f'{i}.jpg').write_bytes(shot(states[int((i + .3) * len(states) / 9.2)]))
            run('ffmpeg', '-y', '-i', tmp / '%d.jpg', '-vf', f'scale={w // 2}:-1,tile=3x3', '-frames:v', 1, HERE / f'{clip}.sheet.png')
            print(clip, f'{len(states) / FPS:.1f} s', ' '.join(s for _, s in sounds), flush=True)
            tab.close()
            return
        matrix = ('bt601', 'smpte170m') if target.suffix == '.webm' else ('bt709', 'bt709')   # VP8 knows only BT.601
        if target.suffix == '.webm':
            code = ['-c:v', 'libvpx', '-deadline', 'good', '-cpu-used', '2', '-b:v', '530k', '-crf', '14', '-qmax', '44', '-g', '75', '-auto-alt-ref', '1', '-lag-in-frames', '16',
                    '-c:a', 'libopus', '-b:a', '56k', '-f', 'webm', '-live', '1']
        else:
            code = ['-c:v', 'libx264', '-preset', 'slow', '-crf', '26', '-bf', '0', '-profile:v', 'high', '-pix_fmt', 'yuv420p', '-g', '50',
                    '-c:a', 'aac', '-b:a', '88k', '-movflags', 'frag_keyframe+empty_moov+default_base_moof', '-f', 'mp4']
        enc = subprocess.Popen(['ffmpeg', '-y', '-loglevel', 'error', '-f', 'image2pipe', '-c:v', 'mjpeg', '-framerate', str(FPS), '-i', '-', '-i', str(voice),
                                '-vf', f'scale=out_color_matrix={matrix[0]}:out_range=tv,format=yuv420p', '-colorspace', matrix[1], '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv', '-ac', '1', '-map_metadata', '-1', *code, str(target)], stdin=subprocess.PIPE)
        for s in states:
            enc.stdin.write(shot(s))
        enc.stdin.close()
        if enc.wait():
            raise SystemExit(f'ffmpeg failed on {target.name}')
        tab.close()
        print(target.name, f'{len(states) / FPS:.2f} s', target.stat().st_size, flush=True)


def main():
    want, still = [a for a in sys.argv[1:] if a[0] != '-'], '--still' in sys.argv
    data = json.loads((HERE / 'speakers.json').read_text('utf8'))
    with sync_playwright() as pw:
        browser = pw.chromium.launch(executable_path=os.environ.get('CHROMIUM') or None, args=['--no-sandbox', '--force-color-profile=srgb'])
        for who in data['clips']:
            for a in who['answers']:
                clip = Path(a['file']).stem
                if not want or clip in want:
                    make(browser, clip, who['id'], who['shape'], a['words'], HERE / a['file'], still)
        browser.close()


if __name__ == '__main__':
    main()
