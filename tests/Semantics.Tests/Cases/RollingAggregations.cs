using Flink.Semantics.Tests.Harness;

namespace Flink.Semantics.Tests.Cases;

internal static class RollingAggregations
{
    public static void Build(JobUnderTest job)
    {
        var keyed = job.Stream("a").KeyBy(one => one.Key);
        job.Print("reduce", keyed.Reduce((a, b) => new Event(a.Key, b.Timestamp, a.Value + b.Value, a.Text + b.Text)));
        job.Print("sum", keyed.Sum(one => one.Value));
        job.Print("min", keyed.Min(one => one.Value));
        job.Print("max", keyed.Max(one => one.Value));
        job.Print("minBy", keyed.MinBy(one => one.Value));
        job.Print("maxBy", keyed.MaxBy(one => one.Value));
        job.Print("minByLast", keyed.MinBy(one => one.Value, first: false));
    }
}
