import { Audio } from '@remotion/media';
import { AbsoluteFill, Sequence, staticFile } from 'remotion';
import { Cover } from './scenes/Cover';
import { Ending } from './scenes/Ending';
import { Photo } from './scenes/Photo';

export const MyVideo = () => (
  <AbsoluteFill style={{ backgroundColor: '#f3ece0' }}>
    <Sequence name="Cover" from={0} durationInFrames={90}>
      <Cover title="Four quiet places" line="A year of getting up early" photo="photos/lake.webp" background="#f3ece0" color="#22201c" />
    </Sequence>
    <Sequence name="Lake" from={78} durationInFrames={84}>
      <Photo photo="photos/lake.webp" place="The lake" when="April, before six" color="#ffffff" drift="right" />
    </Sequence>
    <Sequence name="Dunes" from={150} durationInFrames={84}>
      <Photo photo="photos/dunes.webp" place="The dunes" when="June, first light" color="#ffffff" drift="in" />
    </Sequence>
    <Sequence name="Coast" from={222} durationInFrames={84}>
      <Photo photo="photos/coast.webp" place="The coast" when="September, last light" color="#ffffff" drift="left" />
    </Sequence>
    <Sequence name="North" from={294} durationInFrames={84}>
      <Photo photo="photos/aurora.webp" place="The north" when="December, no sleep" color="#ffffff" drift="in" />
    </Sequence>
    <Sequence name="Ending" from={366} durationInFrames={84}>
      <Ending title="Where to next?" background="#f3ece0" color="#22201c" />
    </Sequence>
    <Audio name="Music" src={staticFile('sounds/music-lofi.mp3')} volume={0.4} loop />
  </AbsoluteFill>
);
