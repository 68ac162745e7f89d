using System.Globalization;

namespace Flink.Core.Tests.Operators;

/// <summary>What two inputs of a real Apache Flink 2.3 said, and in which order (case watermarks-two-inputs-idleness).</summary>
internal static class RecordedScript
{
    // "+" is a record, which made its stream active; "-" is idleness.
    private const string Script = "a+ a10 b+ b5 a+ a20 b- a+ a30 b+ b15 a+ b40 a+ a- b- a+ b60 a35 a+ a50 b+ aMAX bMAX";

    internal interface IMerger
    {
        long? Advance(int input, long time);

        long? Change(int input, bool idle);
    }

    /// <summary>The advances of the merged watermark.</summary>
    public static List<long> Run(IMerger merger)
    {
        var advances = new List<long>();
        foreach (var step in Script.Split(' '))
        {
            var input = step[0] - 'a';
            Add(merger.Change(input, idle: step[1] == '-'));
            if (step[1] is not ('+' or '-'))
            {
                Add(merger.Advance(input, step[1..] == "MAX" ? long.MaxValue : long.Parse(step[1..], CultureInfo.InvariantCulture)));
            }
        }

        return advances;

        void Add(long? advance)
        {
            if (advance is { } time)
            {
                advances.Add(time);
            }
        }
    }
}
