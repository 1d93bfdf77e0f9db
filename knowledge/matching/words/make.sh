#!/bin/sh
# Makes words.txt.xz from the word lists inside Debian's tesseract-ocr-ind, -jav, -sun and -msa.
# Needs: apt-get install tesseract-ocr tesseract-ocr-ind tesseract-ocr-jav tesseract-ocr-sun \
#   tesseract-ocr-msa xz-utils
# Usage: make.sh [FOLDER WITH *.traineddata]
set -eu
trained=${1:-/usr/share/tesseract-ocr/5/tessdata}
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -r "$scratch"' EXIT
for language in ind jav sun msa; do
    combine_tessdata -u "$trained/$language.traineddata" "$scratch/$language." >&2
    dawg2wordlist "$scratch/$language.lstm-unicharset" "$scratch/$language.lstm-word-dawg" \
        "$scratch/$language.txt" >&2
done
# Four letters or more: shorter words are never mended. A vowel: what has none is an abbreviation.
# No letter three times: that is a stretched word.
LC_ALL=C tr '[:upper:]' '[:lower:]' <"$scratch/ind.txt" >"$scratch/all.txt"
for language in jav sun msa; do
    LC_ALL=C tr '[:upper:]' '[:lower:]' <"$scratch/$language.txt" >>"$scratch/all.txt"
done
LC_ALL=C grep -E '^[a-z]{4,20}$' "$scratch/all.txt" | LC_ALL=C grep '[aeiou]' |
    LC_ALL=C grep -Ev '(.)\1\1' | LC_ALL=C sort -u >"$scratch/words.txt"
xz --format=xz -9e --stdout "$scratch/words.txt" >"$here/words.txt.xz"
wc -l "$scratch/words.txt" >&2
