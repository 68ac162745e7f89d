using Flink.Core.Functions;
using Flink.Core.Types;

namespace Flink.Benchmarks.Jobs;

/// <summary>Cuts a line into words, letters and digits in lower case. A word that is lower case already stays a slice of its line.</summary>
internal struct SplitWords : IFlatMapFunction<Utf8String, WordCount>
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

    private Utf8String ToLower(Utf8String word) => (_writer ??= new Utf8Writer()).WriteLower(word.Span);
}
