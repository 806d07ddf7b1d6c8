/** What a run holds. Where a number would lose digits there is an `ExactNumber`: ask `isExact` before looking into an object. */
export type Json = null | boolean | number | string | Json[] | { [member: string]: Json };
