import axios from 'axios';
import { serve } from './serve.mjs';

serve(async ({ body, ...options }) => {
  // By default axios throws what it was answered, unless it was 2xx.
  const response = await axios({ ...options, data: body }).catch((error) => {
    if (!error.response) throw error;
    return error.response;
  });
  return {
    status: response.status,
    headers: Object.entries(response.headers),
    text: JSON.stringify(response.data),
  };
});
