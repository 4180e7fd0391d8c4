// Three grids of the same latents: the cell under the pointer is marked and enlarged in all of them.
const kept = new WeakMap()

function figure(root, part, place) {
  const found = root.children[place]
  if (found) return found
  const made = document.createElement("figure")
  made.innerHTML =
    '<figcaption><b></b><span></span></figcaption><div class="frame"><img><div class="mark">' +
    '</div></div><div class="closer"><canvas role="img"></canvas><span></span></div>'
  root.append(made)
  return made
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const root = parentElement.querySelector(".parts")
  const { columns, rows, count, cell, gap, scale } = data
  const pitch = [(cell[0] + gap) * scale, (cell[1] + gap) * scale]
  const figures = data.parts.map((part, place) => figure(root, part, place))

  function show(sample) {
    const column = sample % columns
    const row = Math.floor(sample / columns)
    figures.forEach((each, place) => {
      const part = data.parts[place]
      const mark = each.querySelector(".mark")
      mark.style.left = `${(100 * column) / columns}%`
      mark.style.top = `${(100 * row) / rows}%`
      mark.style.width = `${100 / columns}%`
      mark.style.height = `${100 / rows}%`
      const canvas = each.querySelector("canvas")
      canvas.width = cell[0]
      canvas.height = cell[1]
      canvas.setAttribute("aria-label", `${part.title}, sample ${sample + 1}, enlarged`)
      const picture = each.querySelector("img")
      const paint = () => {
        const pen = canvas.getContext("2d")
        pen.imageSmoothingEnabled = false
        pen.drawImage(
          picture, column * pitch[0], row * pitch[1], cell[0] * scale, cell[1] * scale,
          0, 0, cell[0], cell[1],
        )
      }
      if (picture.complete) paint()
      else picture.addEventListener("load", paint, { once: true })
      each.querySelector(".closer span").textContent = part.samples[sample] ?? ""
    })
  }

  function under(event, frame) {
    const box = frame.getBoundingClientRect()
    const column = Math.floor(((event.clientX - box.left) / box.width) * columns)
    const row = Math.floor(((event.clientY - box.top) / box.height) * rows)
    const sample = row * columns + column
    return column >= 0 && column < columns && sample >= 0 && sample < count ? sample : data.picked
  }

  figures.forEach((each, place) => {
    const part = data.parts[place]
    each.querySelector("b").textContent = part.title
    each.querySelector("figcaption span").textContent = part.note
    const picture = each.querySelector("img")
    if (picture.getAttribute("src") !== part.source) picture.setAttribute("src", part.source)
    picture.alt = part.alt
    const frame = each.querySelector(".frame")
    frame.onpointermove = (event) => show(under(event, frame))
    frame.onpointerleave = () => show(data.picked)
    frame.onclick = (event) => setTriggerValue("picked", under(event, frame))
  })
  show(data.picked)
}
