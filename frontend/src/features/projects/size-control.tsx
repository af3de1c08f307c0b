import { SIZES, type Size } from '@/lib/video';
import { SegmentedControl } from '@/ui/segmented-control';
import { Shape } from '@/ui/shape';

export function SizeControl({ value, onChange }: { value: Size; onChange: (size: Size) => void }) {
  return (
    <SegmentedControl
      label="Size"
      value={value}
      onChange={onChange}
      options={SIZES.map((size) => ({
        value: size.value,
        label: (
          <>
            <Shape width={size.width} height={size.height} />
            <span>{size.value}</span>
            <span className="sr-only">{size.use}</span>
          </>
        ),
      }))}
    />
  );
}
