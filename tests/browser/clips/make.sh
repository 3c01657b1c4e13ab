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
    -colorspace "$tag" -color_primaries bt709 -color_trc bt709 -color_range "$4" "$1.webm"
  rm "$1.mkv"
}
still still-709 160:90 bt709 tv
still still-601 160:90 bt601 tv
still still-709-full 160:90 bt709 pc
still still-odd 161:91 bt709 tv

# The same, transparent on the left and half transparent in the middle.
ffmpeg -v error -y -i still-709.webm -vf "format=yuva420p,geq=lum='p(X,Y)':cb='p(X,Y)':cr='p(X,Y)':a='if(lt(X,48),0,if(lt(X,96),128,255))'" \
  -pix_fmt yuva420p -c:v libvpx-vp9 -lossless 1 -auto-alt-ref 0 still-alpha.webm

# Six seconds of moving pictures, and the same turned upright and without colour, to tell sources apart.
ffmpeg -v error -y -i "$source" -t 6 -vf scale=160:90:flags=area -r 30 -c:v libvpx-vp9 -crf 34 -b:v 0 -g 30 moving.webm
ffmpeg -v error -y -ss 6 -i "$source" -t 3 -vf "crop=202:360,scale=90:160:flags=area,hue=s=0" -r 30 \
  -c:v libvpx-vp9 -crf 34 -b:v 0 -g 30 upright.webm

# Eight seconds whose frame number can be read off the picture: eight bars, the most significant bit leftmost.
ffmpeg -v error -y -f lavfi -i "color=black:size=160x90:rate=30:duration=8,format=gray,
  geq=lum='if(bitand(N,pow(2,7-floor(X/20))),235,16)'" -pix_fmt yuv420p -c:v libvpx-vp9 -crf 20 -b:v 0 -g 15 numbered.webm

# Six seconds with a sound of 440 Hz.
ffmpeg -v error -y -f lavfi -i testsrc2=size=160x90:rate=12:duration=6 -f lavfi -i sine=frequency=440:sample_rate=48000:duration=6 \
  -c:v libvpx-vp9 -b:v 60k -g 12 -deadline realtime -cpu-used 8 -c:a libopus -b:a 24k sounding.webm

# colours NAME SCALE_MATRIX MATRIX PRIMARIES TRANSFER RANGE [PIXELS]: 8 x 8 patches of colours, tagged in every way that
# Chromium tells apart. Their codes are those of the same RGB picture whatever the tags.
mkdir -p colours
colours() {
  local transfer=${5/gamma28/bt470bg}
  ffmpeg -v error -y -f lavfi -i "color=black:size=64x64,format=gbrp,
    geq=r='floor(X/8)*36':g='floor(Y/8)*36':b='mod(floor(X/8)*5+floor(Y/8)*3,8)*36'" -frames:v 2 -r 1 \
    -vf "scale=out_color_matrix=$2:out_range=$6,format=${7:-yuv420p},setparams=colorspace=$3:color_primaries=$4:color_trc=$transfer:range=$6" \
    -c:v libx264 -crf 1 -colorspace "$3" -color_primaries "$4" -color_trc "$5" -color_range "$6" -movflags +write_colr "colours/$1.mp4"
}
colours hd bt709 bt709 bt709 bt709 tv
colours hd-full bt709 bt709 bt709 bt709 pc
colours ntsc bt601 smpte170m smpte170m smpte170m tv
colours ntsc-full bt601 smpte170m smpte170m smpte170m pc
colours ntsc-primaries bt709 bt709 smpte170m bt709 tv
colours pal bt601 bt470bg bt470bg bt709 tv
colours pal-gamma bt601 bt470bg bt470bg gamma28 tv
colours p3 bt709 bt709 smpte432 bt709 tv
colours wide bt2020 bt2020nc bt2020 bt2020-10 tv
colours wide-10-bit bt2020 bt2020nc bt2020 bt2020-10 tv yuv420p10le
colours fcc fcc fcc bt709 bt709 tv
colours pq bt2020 bt2020nc bt2020 smpte2084 tv
colours hlg bt2020 bt2020nc bt2020 arib-std-b67 tv
# Turned videos are captured as images.
ffmpeg -v error -y -i colours/ntsc.mp4 -c copy -metadata:s:v rotate=180 colours/ntsc-turned.mp4
ls -l ./*.webm colours
