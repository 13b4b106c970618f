// A request as the trail names it ("GET /api/patients/{id}"), as the name under which its words stand.

/** None if it is no request. What a patient's own page asks for is told as what programs ask for. */
export function requestOf(what: string): string | null {
  const [, method, path] = /^([A-Z]+) (\/\S*)$/.exec(what) ?? [];
  if (method === undefined || path === undefined) return null;
  const plain = path.replace(/^\/api(?=\/|$)/, "").replace(/^\/me\/\{id\}/, "/patients/{id}");
  return [method, ...(plain.match(/[A-Za-z]+/g) ?? [])].join("-").toLowerCase();
}

/** What a request was about: whatever stands in its address in the places of its names. */
export function aboutOf(what: string, address: string): string[] {
  const names = what.split(" ").at(-1)?.split("/") ?? [];
  const parts = address.split("?")[0]?.split("/") ?? [];
  return parts.filter((part, place) => names[place]?.startsWith("{") && part !== "").map(readable);
}

function readable(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
