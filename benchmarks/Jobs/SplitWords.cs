using System.Text;
using Flink.Core.Functions;
using Flink.Core.Types;

namespace Flink.Benchmarks.Jobs;

/// <summary>Cuts a line into words, letters and digits in lower case. A word that is lower case already stays a slice of its line.</summary>
internal struct SplitWords : IFlatMapFunction<Utf8String, WordCount>
{
    private const int Ascii = 0x80;

    public readonly void FlatMap<TCollector>(in Utf8String record, ref TCollector output)
        where TCollector : struct, ICollector<WordCount>, allows ref struct
    {
        var text = record.Span;
        var start = 0;
        var isLower = true;
        for (var i = 0; i < text.Length;)
        {
            var value = text[i];
            var length = 1;
            bool isWord;
            if (value < Ascii)
            {
                isWord = char.IsAsciiLetterOrDigit((char)value);
                isLower &= !char.IsAsciiLetterUpper((char)value);
            }
            else
            {
                Rune.DecodeFromUtf8(text[i..], out var rune, out length);
                isWord = Rune.IsLetterOrDigit(rune);
                isLower &= !isWord || Rune.ToLowerInvariant(rune) == rune;
            }

            i += length;
            if (!isWord)
            {
                Emit(in record, start, i - length, isLower, ref output);
                (start, isLower) = (i, true);
            }
        }

        Emit(in record, start, text.Length, isLower, ref output);
    }

    private static void Emit<TCollector>(in Utf8String line, int start, int end, bool isLower, ref TCollector output)
        where TCollector : struct, ICollector<WordCount>, allows ref struct
    {
        if (end > start)
        {
            var word = line.Slice(start, end - start);
            output.Collect(new WordCount(isLower ? word : Utf8String.From(word.ToString().ToLowerInvariant()), 1));
        }
    }
}
