// 한국어로 쓰는 제품 이름. 제품 이름은 상표라서 그대로 쓰고, 제품이 아닌 프로파일만 말로 적는다.

import type { Profile } from "./profile.ts";

/** What a product is called in a Korean sentence: as `product` has it, unless the profile is of no product. */
export const productInKorean = (id: Profile["id"], product: string): string =>
  id === "generic" ? "유형 1 하이퍼바이저" : product;
