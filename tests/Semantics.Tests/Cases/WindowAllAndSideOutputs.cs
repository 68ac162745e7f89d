using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Semantics.Tests.Harness;
using Flink.Streaming.Functions;
using Flink.Streaming.Windowing.Assigners;

namespace Flink.Semantics.Tests.Cases;

/// <summary>Without the tag <c>comap</c>, which the README names and the recording does not have.</summary>
internal static class WindowAllAndSideOutputs
{
    private static readonly OutputTag<string> _odd = new("odd");

    public static void Build(JobUnderTest job)
    {
        var stream = job.Stream("a");
        var seconds = TumblingEventTimeWindows.Of(TimeSpan.FromSeconds(1));
        job.Print("all", stream.WindowAll(seconds).Aggregate<CountAndSum.Result, CountAndSum.Result, string>(
            new CountAndSum(), (window, results, output) => output.Collect($"{window.Start},{results[0].Count},{results[0].Sum}")));

        var split = stream.Process(new Split());
        job.Print("even", split);
        job.Print("odd", split.GetSideOutput(_odd));

        job.Print("chain", stream.KeyBy(one => one.Key)
            .Window(seconds)
            .Reduce((a, b) => a with { Value = a.Value + b.Value })
            .WindowAll(TumblingEventTimeWindows.Of(TimeSpan.FromSeconds(2)))
            .Apply<string>((window, results, output) => output.Collect($"{window.Start},{results.Count}")));
    }

    private sealed class Split : ProcessFunction<Event, string>
    {
        public override void ProcessElement(in Event record, Context context, Collector<string> output)
        {
            if (record.Value % 2 == 0)
            {
                output.Collect($"{record.Value}");
            }
            else
            {
                context.Output(_odd, $"{record.Value}");
            }
        }
    }
}
