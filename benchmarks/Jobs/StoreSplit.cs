using System.Globalization;
using Flink.Core.Sources;

namespace Flink.Benchmarks.Jobs;

/// <summary>A range of record numbers.</summary>
internal sealed record StoreSplit(int Number, long Position, long End) : ISplit
{
    public string SplitId => Number.ToString(CultureInfo.InvariantCulture);

    /// <summary>One of several equal parts of a number of records; each begins at a whole block.</summary>
    public static StoreSplit Part(int number, int parts, long records, int block) =>
        new(number, Bound(number, parts, records, block), number == parts - 1 ? records : Bound(number + 1, parts, records, block));

    private static long Bound(int number, int parts, long records, int block) => records / parts * number / block * block;
}
