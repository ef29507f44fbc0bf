// Shows, beside a line through all lanes, what stood at that moment. By pointer, or by the arrow keys.
(() => {
  const timeline = document.getElementById('timeline');
  const crosshair = document.getElementById('crosshair');
  const output = document.getElementById('reading');
  const readings = JSON.parse(document.getElementById('readings').textContent);
  const [from, to, left, width] = ['from', 'to', 'left', 'width'].map((name) =>
    Number(timeline.dataset[name]),
  );
  const drawn = timeline.viewBox.baseVal.width;
  let index = 0;

  const show = (next) => {
    index = Math.max(0, Math.min(readings.length - 1, next));
    const { at, lines } = readings[index];
    const x = left + ((at - from) / (to - from)) * width;
    crosshair.setAttribute('transform', `translate(${x} 0)`);
    crosshair.style.visibility = 'visible';
    const seconds = Math.round((at - from) / 1000);
    const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    output.textContent = [clock, ...lines].join('\n');
    output.hidden = false;
    const pixels = (x / drawn) * timeline.clientWidth;
    const onTheLeft = pixels > timeline.clientWidth / 2;
    output.style.left = onTheLeft ? 'auto' : `${pixels + 12}px`;
    output.style.right = onTheLeft ? `${timeline.clientWidth - pixels + 12}px` : 'auto';
  };
  const hide = () => {
    output.hidden = true;
    crosshair.style.visibility = 'hidden';
  };

  timeline.addEventListener('pointermove', (event) => {
    const box = timeline.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * drawn - left;
    if (x < 0 || x > width) hide();
    else show(Math.round((x / width) * (readings.length - 1)));
  });
  timeline.addEventListener('pointerleave', hide);
  timeline.setAttribute('tabindex', '0');
  timeline.addEventListener('blur', hide);
  timeline.addEventListener('keydown', (event) => {
    const steps = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!steps) return;
    event.preventDefault();
    show(index + steps);
  });
})();
