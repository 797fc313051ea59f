// 제품의 이름을 한국어 문장에 쓸 때의 이름. 이름 대신 설명이 들어 있는 제품만 다르다.

/** 제품의 이름. */
export const productName = (product: string): string =>
  product === "a hypervisor of type 1" ? "유형 1 하이퍼바이저" : product;
