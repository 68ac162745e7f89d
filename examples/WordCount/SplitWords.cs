using System.Buffers;
using System.Text;
using Flink.Core.Functions;
using Flink.Core.Types;

namespace Flink.Examples.WordCount;

/// <summary>Cuts a line into words, which are made of letters and digits, and gives each in lower case with a count of one.</summary>
/// <remarks>
/// Works on the UTF-8 bytes of the line. A word that is lower case already is a slice of the line and costs no copy; others are
/// written into chunks that many words share. So nothing is allocated for a word.
/// </remarks>
public struct SplitWords : IFlatMapFunction<Utf8String, WordCount>
{
    private const byte Separator = 0;
    private const byte Lower = 1;
    private const byte Upper = 2;
    private const byte NotAscii = 4;

    // What lower case can make of a rune: two bytes may become three.
    private const int Growth = 2;

    private static readonly byte[] _kinds = KindsOfBytes();

    private Utf8Writer? _writer;

    public void FlatMap<TCollector>(in Utf8String record, ref TCollector output)
        where TCollector : struct, ICollector<WordCount>, allows ref struct
    {
        var text = record.Span;
        var kinds = _kinds;
        var start = 0;
        var seen = 0;
        var at = 0;
        while (at < text.Length)
        {
            int kind = kinds[text[at]];
            var length = 1;
            if (kind == NotAscii)
            {
                Rune.DecodeFromUtf8(text[at..], out var rune, out length);
                kind = Rune.IsLetterOrDigit(rune) ? NotAscii : Separator;
            }

            if (kind != Separator)
            {
                seen |= kind;
            }
            else
            {
                if (at > start)
                {
                    Emit(record.Slice(start, at - start), seen, ref output);
                }

                start = at + length;
                seen = 0;
            }

            at += length;
        }

        if (at > start)
        {
            Emit(record.Slice(start, at - start), seen, ref output);
        }
    }

    private void Emit<TCollector>(Utf8String word, int seen, ref TCollector output)
        where TCollector : struct, ICollector<WordCount>, allows ref struct =>
        output.Collect(new WordCount(seen == Lower ? word : ToLower(word.Span, seen), 1));

    private Utf8String ToLower(ReadOnlySpan<byte> word, int seen)
    {
        _writer ??= new Utf8Writer();
        if ((seen & NotAscii) == 0)
        {
            return _writer.WriteLowerAscii(word);
        }

        var room = _writer.GetSpan(word.Length * Growth);
        var written = 0;
        while (Rune.DecodeFromUtf8(word, out var rune, out var length) == OperationStatus.Done)
        {
            written += Rune.ToLowerInvariant(rune).EncodeToUtf8(room[written..]);
            word = word[length..];
        }

        return _writer.Take(written);
    }

    private static byte[] KindsOfBytes()
    {
        var kinds = new byte[256];
        for (var value = 0; value < kinds.Length; value++)
        {
            var letter = (char)value;
            kinds[value] = letter switch
            {
                >= (char)0x80 => NotAscii,
                >= 'A' and <= 'Z' => Upper,
                _ => char.IsAsciiLetterOrDigit(letter) ? Lower : Separator,
            };
        }

        return kinds;
    }
}
