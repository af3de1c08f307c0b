/** Full screen is the stage's: it is found by its mark, as the keys may come from anywhere. */
export function toggleFullScreen(): void {
  const stage = document.querySelector('[data-stage]');
  if (document.fullscreenElement) void document.exitFullscreen();
  else void stage?.requestFullscreen?.();
}
