// Reads the compositions out of the project's registered root, so that preview and render agree by construction.
import { type ComponentType, type FC, useMemo, useRef } from 'react';
import { Internals } from 'remotion';

type Props = Record<string, unknown>;

export interface Composition {
  id: string;
  component: ComponentType<Props>;
  width?: number;
  height?: number;
  fps?: number;
  durationInFrames?: number;
  defaultProps?: Props;
  calculateMetadata?: ((options: MetadataOptions) => Promise<Calculated> | Calculated) | null;
}

interface MetadataOptions {
  props: Props;
  defaultProps: Props;
  abortSignal: AbortSignal;
  compositionId: string;
  isRendering: boolean;
}

type Calculated = Partial<Pick<Composition, 'width' | 'height' | 'fps' | 'durationInFrames'>> & { props?: Props };

export interface ResolvedComposition {
  id: string;
  component: ComponentType<Props>;
  width: number;
  height: number;
  fps: number;
  durationInFrames: number;
  props: Props;
}

/** Renders the root invisibly and calls `onChange` with what it registers, in order. */
export const CompositionCollector: FC<{ Root: ComponentType; onChange: (found: Composition[]) => void }> = ({ Root, onChange }) => {
  const found = useRef(new Map<string, Composition>());
  const pending = useRef(0);
  const setters = useMemo(() => {
    const emit = () => {
      clearTimeout(pending.current);
      pending.current = window.setTimeout(() => onChange([...found.current.values()]), 0);
    };
    return {
      registerComposition: (composition: Composition) => {
        found.current.set(composition.id, composition);
        emit();
      },
      unregisterComposition: (id: string) => {
        found.current.delete(id);
        emit();
      },
      registerFolder: () => undefined,
      unregisterFolder: () => undefined,
      setCanvasContent: () => undefined,
      updateCompositionDefaultProps: () => undefined,
      onlyRenderComposition: null,
    };
  }, [onChange]);
  // Memoised: a state change above must not render Root again (inline default props would register anew for ever).
  return useMemo(() => {
    const { Provider } = Internals.CompositionSetters;
    return (
      <Provider value={setters as unknown as Parameters<typeof Provider>[0]['value']}>
        <Root />
      </Provider>
    );
  }, [setters, Root]);
};

/** Runs calculateMetadata. Throws an Error that names the field when the result can't be played. */
export async function resolveComposition(composition: Composition, abortSignal: AbortSignal): Promise<ResolvedComposition> {
  const { id, component, calculateMetadata } = composition;
  const defaultProps = composition.defaultProps ?? {};
  const calculated = calculateMetadata
    ? await calculateMetadata({ props: defaultProps, defaultProps, abortSignal, compositionId: id, isRendering: false })
    : {};
  const positive = (field: 'width' | 'height' | 'fps' | 'durationInFrames', whole: boolean): number => {
    const value = calculated[field] ?? composition[field];
    if (typeof value !== 'number' || !(value > 0) || !Number.isFinite(value) || (whole && !Number.isInteger(value))) {
      throw new Error(`Composition "${id}": ${field} must be a positive ${whole ? 'whole ' : ''}number, it is ${String(value)}`);
    }
    return value;
  };
  return {
    id,
    component,
    width: positive('width', true),
    height: positive('height', true),
    fps: positive('fps', false),
    durationInFrames: positive('durationInFrames', true),
    props: calculated.props ?? defaultProps,
  };
}
