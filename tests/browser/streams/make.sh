#!/usr/bin/env bash
# Makes the stream of the player tests from demo/clip.webm (credits: demo/CREDITS.md). Needs ffmpeg.
# One set of fMP4 segments in VP9, in two sizes, with a DASH manifest and HLS playlists over them.
set -euo pipefail
cd "$(dirname "$0")"
source=../../../demo/clip.webm
rm -f ./*.mp4 ./*.m3u8 ./*.mpd

# Two seconds of the frame that tests know styled (clips/make.sh), then four of moving pictures.
rendition() {
  ffmpeg -v error -y -ss 1 -i "$source" -ss 1 -t 4 -i "$source" -filter_complex "
    [0:v]trim=end_frame=1,scale=160:90:flags=area,scale=$1:flags=neighbor,loop=29:1:0,setpts=N/15/TB,fps=15[still];
    [1:v]scale=$1:flags=area,fps=15[moving];
    [still][moving]concat,format=yuv420p" \
    -c:v libvpx-vp9 -crf "$2" -b:v 0 -g 30 -keyint_min 30 -force_key_frames 'expr:gte(t,n_forced*2)' \
    -color_range tv -colorspace bt709 -color_primaries bt709 -color_trc bt709 "$3.webm"
}
rendition 160:90 12 small
rendition 320:180 36 large

ffmpeg -v error -y -i small.webm -i large.webm -map 0 -map 1 -c copy -f dash -dash_segment_type mp4 -seg_duration 2 -single_file 1 \
  -adaptation_sets 'id=0,streams=v' -hls_playlist 1 -hls_master_name master.m3u8 \
  -single_file_name 'video-$RepresentationID$.mp4' stream.mpd
rm small.webm large.webm
ls -l
