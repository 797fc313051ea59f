// 상태를 이름 앞에 붙여 말하는 법: "실행 중이거나 일시 중지된 가상 머신".

/** 상태마다 "…거나"로 이어질 때의 모양과 이름 앞에 올 때의 모양. */
export type Inflected<State extends string> = Readonly<
  Record<State, { readonly or: string; readonly before: string }>
>;

/** 이 가운데 한 상태인 것. */
export function oneIn<State extends string>(
  states: readonly State[],
  inflected: Inflected<State>,
  name: string,
): string {
  const words = states.map((state, index) =>
    index === states.length - 1 ? inflected[state].before : inflected[state].or,
  );
  return [...words, name].join(" ");
}
