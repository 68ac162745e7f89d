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
    private Utf8Writer? _writer;

    public void FlatMap<TCollector>(in Utf8String record, ref TCollector output)
        where TCollector : struct, ICollector<WordCount>, allows ref struct
    {
        for (var words = new Utf8Words(record); words.MoveNext();)
        {
            output.Collect(new WordCount(words.IsLowerAscii ? words.Current : ToLower(words.Current), 1));
        }
    }

    private Utf8String ToLower(Utf8String word)
    {
        _writer ??= new Utf8Writer();
        return _writer.WriteLower(word.Span);
    }
}
