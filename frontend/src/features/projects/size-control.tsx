import { SIZES, type Size } from '@/lib/video';
import { useTexts } from '@/texts';
import { SegmentedControl } from '@/ui/segmented-control';
import { Shape } from '@/ui/shape';

const USES = { '16:9': 'useWide', '9:16': 'useTall', '1:1': 'useSquare' } as const;

export function SizeControl({ value, onChange }: { value: Size; onChange: (size: Size) => void }) {
  const { t } = useTexts('projects');
  return (
    <SegmentedControl
      label={t('size')}
      value={value}
      onChange={onChange}
      options={SIZES.map((size) => ({
        value: size.value,
        label: (
          <>
            <Shape width={size.width} height={size.height} />
            <span>{size.value}</span>
            <span className="sr-only">{t(USES[size.value])}</span>
          </>
        ),
      }))}
    />
  );
}
