using Flink.Semantics.Tests.Harness;

namespace Flink.Semantics.Tests;

/// <summary>Jobs against what Apache Flink did with the same input (Golden/README.md), on the engine, by the public API.</summary>
public class RecordedBehaviourTests(ITestOutputHelper output)
{
    /// <summary>Each case with each parallelism that its recording holds for.</summary>
    public static TheoryData<string, int> Jobs
    {
        get
        {
            TheoryData<string, int> jobs = [];
            foreach (var one in RecordedCases.Run)
            {
                foreach (var parallelism in Parallelisms(one))
                {
                    jobs.Add(one.Name, parallelism);
                }
            }

            return jobs;
        }
    }

    /// <summary>Each case with the parallelism before and after the restore.</summary>
    public static TheoryData<string, int, int> Restores
    {
        get
        {
            TheoryData<string, int, int> restores = [];
            foreach (var one in RecordedCases.Run)
            {
                foreach (var before in Parallelisms(one))
                {
                    foreach (var after in Parallelisms(one))
                    {
                        restores.Add(one.Name, before, after);
                    }
                }
            }

            return restores;
        }
    }

    [Theory]
    [MemberData(nameof(Jobs))]
    public void Job_prints_what_apache_flink_printed(string name, int parallelism)
    {
        var recorded = RecordedCases.Named(name);
        var transcript = new Transcript();
        using var run = new SteppedRun(recorded, transcript, parallelism);

        run.FeedToEnd();

        AssertRecorded(recorded, run.Tags, transcript);
    }

    [Theory]
    [MemberData(nameof(Restores))]
    public void Job_goes_on_from_a_snapshot_after_any_line(string name, int before, int after)
    {
        var recorded = RecordedCases.Named(name);
        for (var position = 0; position <= GoldenFiles.Input(name).Count; position++)
        {
            var transcript = new Transcript();
            using var first = new SteppedRun(recorded, transcript, before);
            first.FeedUntil(position);
            using var second = new SteppedRun(recorded, transcript, after, first.Stop());

            var fires = recorded.TimersDueAfter.Contains(position);
            Assert.True(fires == second.PrintedAtStart > 0, $"Restored after line {position}, timers {(fires ? "do not fire" : "fire")} at once.");
            if (!fires)
            {
                second.FeedToEnd();
                AssertRecorded(recorded, second.Tags, transcript, $"restored after line {position}, ");
            }
        }
    }

    [Fact]
    public void Every_recorded_case_is_run_or_waits_for_something()
    {
        foreach (var (name, reason) in RecordedCases.Waiting)
        {
            output.WriteLine($"waits: {name} ({reason})");
        }

        Assert.Equal(GoldenFiles.Cases, RecordedCases.Run.Select(one => one.Name).Concat(RecordedCases.Waiting.Keys).Order(StringComparer.Ordinal));
    }

    private static int[] Parallelisms(RecordedCase recorded) => recorded.HoldsInParallel ? [1, 2] : [1];

    private static void AssertRecorded(RecordedCase recorded, IReadOnlyCollection<string> tags, Transcript transcript, string where = "")
    {
        var expected = GoldenFiles.Expected(recorded.Name);
        List<string> differences = [];
        foreach (var tag in tags.Union(expected.Select(group => group.Key)).Except(recorded.Unbound.Keys))
        {
            var difference = transcript.Compare(tag, [.. expected[tag.Split('/')[0]]], recorded.IsSorted ? null : recorded.KeyOf);
            differences.AddRange(difference.Lines.Select(line => $"{where}{tag}: {line}"));
        }

        Assert.True(differences.Count == 0, string.Join(Environment.NewLine, differences));
    }
}
