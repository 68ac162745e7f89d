using Flink.Core.Functions;

namespace Flink.Examples.WordCount;

/// <summary>Adds up the counts of one word. As a struct it is compiled into the loop that calls it; a lambda would do too.</summary>
public struct AddCounts : IReduceFunction<WordCount>
{
    public readonly WordCount Reduce(in WordCount reduced, in WordCount next) => new(reduced.Word, reduced.Count + next.Count);
}
