using System.Text;

namespace Flink.Benchmarks.Prototypes;

/// <summary>Cuts UTF-8 text into words, letters and digits in lower case, and counts them.</summary>
internal sealed class WordScanner(WordTable counts)
{
    private const ulong HashSeed = 0x9E37_79B9_7F4A_7C15;
    private const ulong HashFactor = 0xD6E8_FEB8_6659_FD93;
    private const byte Separator = 0;
    private const byte NotAscii = 0xFF;
    private const int LongestRune = 4;

    private static readonly byte[] Classes = Classify();

    private byte[] _word = new byte[64];

    /// <summary>Counts the words of a piece of text that no word crosses the ends of.</summary>
    public void Scan(ReadOnlySpan<byte> text)
    {
        var classes = Classes;
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var lower = classes[text[i]];
            if (lower is not (Separator or NotAscii))
            {
                Reserve(length + 1);
                _word[length++] = lower;
            }
            else if (lower == NotAscii)
            {
                Rune.DecodeFromUtf8(text[i..], out var rune, out var bytes);
                i += bytes - 1;
                length = Append(rune, length);
            }
            else if (length > 0)
            {
                length = End(length);
            }
        }

        if (length > 0)
        {
            End(length);
        }
    }

    private static byte[] Classify()
    {
        var classes = new byte[256];
        for (var value = 0; value < classes.Length; value++)
        {
            classes[value] = value >= 0x80 ? NotAscii
                : char.IsAsciiLetterOrDigit((char)value) ? (byte)char.ToLowerInvariant((char)value)
                : Separator;
        }

        return classes;
    }

    private int Append(Rune rune, int length)
    {
        if (!Rune.IsLetterOrDigit(rune))
        {
            return length > 0 ? End(length) : 0;
        }

        Reserve(length + LongestRune);
        return length + Rune.ToLowerInvariant(rune).EncodeToUtf8(_word.AsSpan(length));
    }

    private void Reserve(int length)
    {
        if (length > _word.Length)
        {
            Array.Resize(ref _word, 2 * length);
        }
    }

    private int End(int length)
    {
        var word = _word.AsSpan(0, length);
        var hash = HashSeed;
        foreach (var value in word)
        {
            hash = (hash ^ value) * HashFactor;
        }

        counts.Add(word, hash, 1);
        return 0;
    }
}
