import { serve } from './serve.mjs';

serve(async ({ url, ...options }) => {
  const response = await fetch(url, options);
  return { status: response.status, headers: response.headers, text: await response.text() };
});
