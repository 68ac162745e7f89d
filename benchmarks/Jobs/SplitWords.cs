using System.Buffers;
using System.Text;
using Flink.Core.Functions;
using Flink.Core.Types;

namespace Flink.Benchmarks.Jobs;

/// <summary>Cuts a line into words, which are made of letters and digits, and gives each in lower case with a count of one.</summary>
/// <remarks>
/// Works on the UTF-8 bytes of the line. A word that is lower case already is a slice of the line and costs no copy; others are
/// written into chunks that many words share. So nothing is allocated for a word.
/// </remarks>
internal struct SplitWords : IFlatMapFunction<Utf8String, WordCount>
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
        var line = record;
        var text = line.Span;
        for (var start = 0; start < text.Length;)
        {
            var end = EndOfWord(text, start, out var seen);
            if (end > start)
            {
                Emit(line.Slice(start, end - start), seen, ref output);
            }

            start = end < text.Length ? end + LengthAt(text, end) : end;
        }
    }

    /// <summary>Where the word that begins at an index ends, and the kinds of bytes in it.</summary>
    private static int EndOfWord(ReadOnlySpan<byte> text, int start, out int seen)
    {
        var kinds = _kinds;
        var all = 0;
        var at = start;
        while (at < text.Length)
        {
            int kind = kinds[text[at]];
            if (kind is Lower or Upper)
            {
                all |= kind;
                at++;
            }
            else if (kind == NotAscii && IsWord(text[at..], out var length))
            {
                all |= kind;
                at += length;
            }
            else
            {
                break;
            }
        }

        seen = all;
        return at;
    }

    private static bool IsWord(ReadOnlySpan<byte> text, out int length)
    {
        Rune.DecodeFromUtf8(text, out var rune, out length);
        return Rune.IsLetterOrDigit(rune);
    }

    private static int LengthAt(ReadOnlySpan<byte> text, int at)
    {
        if (text[at] < 0x80)
        {
            return 1;
        }

        Rune.DecodeFromUtf8(text[at..], out _, out var length);
        return length;
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
