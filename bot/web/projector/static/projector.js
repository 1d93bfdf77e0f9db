// Keeps the page true. The server draws; this puts what has changed in its place.

const RETRY_AFTER = 5000
// A reconnection that takes no longer is nobody's business.
const LOST_AFTER = 3000
// The server gives a sign of life every fifteen seconds.
const SILENT_AFTER = 40000

const body = document.body
const clock = document.getElementById("clock")
const timerWords = document.getElementById("timer-words")
const sound = document.getElementById("sound")
const lost = document.getElementById("lost").firstElementChild
const places = document.querySelectorAll("[data-part]")

let stream
let losing
let silence
let deadline = null
let ear = null
let loud = true
let rings = false

function show({ phase, title, left, parts }) {
  if (document.title !== title) document.title = title
  if (body.dataset.phase !== phase) body.dataset.phase = phase
  for (const place of places) put(place, parts[place.dataset.part])
  startTimer(left)
  fit()
}

// Only what differs is touched: nothing flickers, and readers aloud say only what is new.
function put(place, html) {
  const drawn = document.createElement("template")
  drawn.innerHTML = html
  if (drawn.innerHTML !== place.innerHTML) place.replaceChildren(drawn.content)
}

// The seconds left come from the server: the clocks of halls are often wrong.
function startTimer(left) {
  deadline = left === null ? null : performance.now() + left * 1000
  body.dataset.left = left ?? ""
  // What was over when it was first seen has been heard, or is old.
  rings = left > 0
  tick()
}

function tick() {
  if (deadline === null) return
  const left = Math.max(0, Math.round((deadline - performance.now()) / 1000))
  const digits = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`
  write(timerWords, left ? timerWords.dataset.running : timerWords.dataset.over)
  write(clock, left ? digits : "")
  body.dataset.left = left
  if (left > 0 || !rings) return
  rings = false
  if (loud) ring()
}

// Made here, so that no file is needed. Browsers let a page sound only once somebody has touched it;
// until then the button says that it is off.
function ring() {
  if (ear?.state !== "running") return
  for (const [after, pitch] of [[0, 660], [0.35, 880], [0.7, 660]]) {
    const tone = ear.createOscillator()
    const volume = ear.createGain()
    const begins = ear.currentTime + after
    tone.frequency.value = pitch
    volume.gain.setValueAtTime(0.0001, begins)
    volume.gain.exponentialRampToValueAtTime(0.4, begins + 0.03)
    volume.gain.exponentialRampToValueAtTime(0.0001, begins + 0.3)
    tone.connect(volume).connect(ear.destination)
    tone.start(begins)
    tone.stop(begins + 0.32)
    body.dataset.rung = Number(body.dataset.rung ?? 0) + 1
  }
}

function tellSound() {
  const on = loud && ear?.state === "running"
  sound.setAttribute("aria-pressed", on)
  write(sound, on ? sound.dataset.on : sound.dataset.off)
}

async function turnSound() {
  loud = !(loud && ear.state === "running")
  if (loud) await ear.resume()
  tellSound()
}

function prepareSound() {
  if (!window.AudioContext) return
  ear = new AudioContext()
  ear.onstatechange = tellSound
  sound.onclick = turnSound
  sound.hidden = false
  tellSound()
}

function write(place, text) {
  if (place.textContent !== text) place.textContent = text
}

// On a wide screen nobody scrolls: what is too long is set smaller, all before the next picture.
function fit() {
  const style = document.documentElement.style
  style.removeProperty("--fit")
  if (!matchMedia("(min-width: 900px)").matches) return
  for (let size = 96; size >= 56 && document.documentElement.scrollHeight > innerHeight; size -= 4) {
    style.setProperty("--fit", size / 100)
  }
}

function heard() {
  clearTimeout(losing)
  clearTimeout(silence)
  losing = undefined
  lost.hidden = true
  silence = setTimeout(fellSilent, SILENT_AFTER)
}

function fellSilent() {
  lost.hidden = false
  stream.close()
  look()
}

function failed() {
  losing ??= setTimeout(() => { lost.hidden = false }, LOST_AFTER)
  // The browser tries again by itself, unless it was refused.
  if (stream.readyState === EventSource.CLOSED) look()
}

function listen() {
  stream = new EventSource(`${location.pathname}/live`)
  stream.onmessage = (event) => { heard(); show(JSON.parse(event.data)) }
  stream.addEventListener("here", heard)
  stream.addEventListener("over", () => { stream.close(); location.reload() })
  stream.onerror = failed
}

// Where no stream is to be had, because too many are open: the page itself, now and then.
async function look() {
  clearTimeout(silence)
  try {
    const answer = await fetch(location.pathname, { cache: "no-store" })
    if (answer.status === 404) return location.reload()
    if (answer.ok) {
      show(read(await answer.text()))
      clearTimeout(losing)
      losing = undefined
      lost.hidden = true
    }
  } catch {
    lost.hidden = false
  }
  setTimeout(listen, RETRY_AFTER)
}

function read(text) {
  const page = new DOMParser().parseFromString(text, "text/html")
  const left = page.body.dataset.left
  return {
    phase: page.body.dataset.phase,
    title: page.title,
    left: left === "" ? null : Number(left),
    parts: Object.fromEntries(
      [...page.querySelectorAll("[data-part]")].map((place) => [place.dataset.part, place.innerHTML]),
    ),
  }
}

prepareSound()
startTimer(body.dataset.left === "" ? null : Number(body.dataset.left))
fit()
addEventListener("resize", fit)
// Until the letters are there, others take another room.
document.fonts.addEventListener("loadingdone", fit)
setInterval(tick, 500)
listen()
