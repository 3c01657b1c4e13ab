#!/usr/bin/env bash
# Makes the small clips of the browser tests from demo/clip.webm (credits: demo/CREDITS.md). Needs ffmpeg.
set -euo pipefail
cd "$(dirname "$0")"
source=../../../demo/clip.webm

# still NAME SIZE MATRIX RANGE: one frame held for two seconds, lossless, with its colour tagged.
still() {
  ffmpeg -v error -y -ss 1 -i "$source" -frames:v 1 \
    -vf "scale=$2:flags=area:in_color_matrix=bt709:in_range=tv:out_color_matrix=$3:out_range=$4,format=yuv420p" \
    -c:v ffv1 "$1.mkv"
  local tag=$3
  [ "$tag" = bt601 ] && tag=smpte170m
  ffmpeg -v error -y -i "$1.mkv" -vf "loop=19:1:0,setpts=N/10/TB" -r 10 -c:v libvpx-vp9 -lossless 1 \
    -colorspace "$tag" -color_primaries "$tag" -color_trc "$tag" -color_range "$4" "$1.webm"
  rm "$1.mkv"
}
still still-709 160:90 bt709 tv
still still-601 160:90 bt601 tv
still still-709-full 160:90 bt709 pc
still still-odd 161:91 bt709 tv

# Six seconds of moving pictures, and the same turned upright and without colour, to tell sources apart.
ffmpeg -v error -y -i "$source" -t 6 -vf scale=160:90:flags=area -r 30 -c:v libvpx-vp9 -crf 34 -b:v 0 -g 30 moving.webm
ffmpeg -v error -y -ss 6 -i "$source" -t 3 -vf "crop=202:360,scale=90:160:flags=area,hue=s=0" -r 30 \
  -c:v libvpx-vp9 -crf 34 -b:v 0 -g 30 upright.webm

# Eight seconds whose frame number can be read off the picture: eight bars, the most significant bit leftmost.
ffmpeg -v error -y -f lavfi -i "color=black:size=160x90:rate=30:duration=8,format=gray,
  geq=lum='if(bitand(N,pow(2,7-floor(X/20))),235,16)'" -pix_fmt yuv420p -c:v libvpx-vp9 -crf 20 -b:v 0 -g 15 numbered.webm
ls -l ./*.webm
