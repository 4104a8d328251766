/**
 * Who is logged in. Tokens stay in this variable: what a page puts into localStorage, every script that ever gets
 * onto it can read. The price is a login after each reload.
 */

let tokens = null;
let refreshing = null; // one refresh for all who need one: a second use of the same token would end the login

export const loggedIn = () => tokens !== null;

/** Log in, or throw the service's own words. */
export async function logIn(name, password) {
  const form = new URLSearchParams({ username: name, password });
  const response = await fetch("/v1/auth/token", { method: "POST", body: form });
  const body = await response.json();
  if (!response.ok) throw new Error(body.error.message);
  tokens = body;
}

export function logOut() {
  tokens = null;
}

/** Fetch with the access token; when it has expired, exchange the refresh token and try once more. */
export async function authorized(path, options = {}) {
  const response = await withToken(path, options);
  if (response.status !== 401 || !tokens) return response;
  refreshing ??= refresh().finally(() => { refreshing = null; });
  return (await refreshing) ? withToken(path, options) : response;
}

function withToken(path, options) {
  const headers = { ...options.headers, authorization: `Bearer ${tokens?.access_token}` };
  return fetch(path, { ...options, headers });
}

async function refresh() {
  const response = await fetch("/v1/auth/refresh", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ refresh_token: tokens.refresh_token }),
  });
  if (response.ok) tokens = await response.json();
  else if (response.status === 401) tokens = null; // it was used before, or is too old: log in again
  return response.ok;
}
