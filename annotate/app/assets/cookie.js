// Keeps a value in a cookie for a year. `value` is percent-encoded already.

/** @param {import("./types.d.ts").Component<{name: string, value: string}>} component */
export default function ({ data }) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${data.name}=${data.value}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}
