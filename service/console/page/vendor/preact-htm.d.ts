// What the console uses of it. Templates are not checked, what is put into them is.
export const html: (strings: TemplateStringsArray, ...values: any[]) => any;
export function render(vnode: any, parent: Element): void;
export function useState<T>(initial: T | (() => T)): [T, (next: T | ((before: T) => T)) => void];
export function useReducer<S, A>(reducer: (state: S, action: A) => S, initial: S): [S, (action: A) => void];
export function useEffect(effect: () => void | (() => void), inputs?: readonly unknown[]): void;
export function useLayoutEffect(effect: () => void | (() => void), inputs?: readonly unknown[]): void;
export function useRef<T>(initial: T): { current: T };
export function useMemo<T>(make: () => T, inputs?: readonly unknown[]): T;
export function useCallback<T extends Function>(callback: T, inputs?: readonly unknown[]): T;
export function useContext(context: any): any;
export function useErrorBoundary(tell?: (error: unknown) => void): [unknown, () => void];
export function createContext(initial: any): any;
