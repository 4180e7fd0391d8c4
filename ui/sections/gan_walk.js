// A walk through latents: all frames lie in one picture, the browser alone plays them.
const players = new WeakMap()

export default function (component) {
  const { data, parentElement } = component
  const root = parentElement.querySelector(".walk")
  const player = players.get(parentElement) ?? {
    frame: 0,
    playing: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
  }
  players.set(parentElement, player)
  clearInterval(player.timer)
  player.ended = false

  const [width, height] = data.cell
  const canvases = [...root.querySelectorAll("canvas")]
  const button = root.querySelector("button")
  const range = root.querySelector("input")
  const strip = new Image()
  root.querySelectorAll("figcaption").forEach((each, row) => (each.textContent = data.titles[row]))
  range.max = data.frames - 1

  function show() {
    canvases.forEach((canvas, row) => {
      canvas.width = width
      canvas.height = height
      canvas.setAttribute("aria-label", `${data.titles[row]}, frame ${player.frame + 1}`)
      const pen = canvas.getContext("2d")
      pen.imageSmoothingEnabled = false
      pen.drawImage(
        strip, player.frame * width, row * height, width, height, 0, 0, width, height,
      )
    })
    range.value = player.frame
    button.textContent = player.playing ? "Pause" : "Play"
  }

  function step() {
    if (!player.playing || document.hidden) return
    player.frame = (player.frame + 1) % data.frames
    show()
  }

  button.onclick = () => {
    player.playing = !player.playing
    show()
  }
  range.oninput = () => {
    player.playing = false
    player.frame = Number(range.value)
    show()
  }
  strip.onload = () => {
    if (player.ended) return
    clearInterval(player.timer)
    player.frame %= data.frames
    show()
    player.timer = setInterval(step, data.milliseconds)
  }
  strip.src = data.strip
  return () => {
    player.ended = true
    clearInterval(player.timer)
  }
}
