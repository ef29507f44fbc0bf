/** What can be saved: plain JSON. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
