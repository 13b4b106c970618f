// Sign-ins go by the wall's clock: a demo's own clock runs faster.

export function serverWall(): number {
  return Date.now();
}
