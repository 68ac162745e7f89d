using Flink.Semantics.Tests.Cases;
using Flink.Semantics.Tests.Harness;

namespace Flink.Semantics.Tests;

/// <summary>Which of the recorded cases are run, and which wait for what.</summary>
internal static class RecordedCases
{
    private const string Joins = "joins and co-groups of streams are not there yet";
    private const string Cep = "the CEP library is not there yet";
    private const string Sql = "the Table API and SQL are not there yet";
    private const string Batch = "runtime mode BATCH is not there yet";

    // Printed in order although nothing in the line is a key.
    private static readonly Func<string, object?> _oneKey = static _ => "";

    public static readonly IReadOnlyList<RecordedCase> Run =
    [
        new("rolling-aggregations", RollingAggregations.Build),
        new("partitioners", Partitioners.Build)
        {
            HoldsInParallel = false,
            IsSorted = true,
            Unbound = new Dictionary<string, string> { ["keyBy"] = "the hash of keys is our own: docs/keys.md" },
        },
        new("tumbling-event-time-late", TimeWindows.Tumbling),
        new("tumbling-offset-negative-time", TimeWindows.TumblingWithOffset),
        new("sliding-event-time", TimeWindows.Sliding),
        new("session-event-time", TimeWindows.Sessions),
        new("session-dynamic-gap-lateness", TimeWindows.SessionsWithDynamicGap),
        new("continuous-event-time-trigger", TimeWindows.ContinuousTrigger) { TimersDueAfter = [21] },
        new("count-window-tumbling", WindowsWithoutEnd.CountTumbling),
        new("count-window-sliding", WindowsWithoutEnd.CountSliding),
        new("global-window-triggers", WindowsWithoutEnd.GlobalTriggers),
        new("window-function-state", WindowFunctionState.Build),
        new("window-all-and-side-outputs", WindowAllAndSideOutputs.Build) { HoldsInParallel = false, KeyOf = _oneKey },
        new("state-kinds", StateKinds.Build),
        new("state-ttl", StateTtl.Build),
        new("timers-order-coalescing-deletion", TimersInOrder.Build)
        {
            KeyOf = static line => line.Split(',')[1],
            TimersDueAfter = [9, 10],
        },
        new("end-of-input-timers", TimersAtEndOfInput.Build) { KeyOf = static line => line.Split(',')[1] },
        new("watermarks-two-inputs-idleness", WatermarksOfTwoInputs.Build)
        {
            HoldsInParallel = false,
            KeyOf = _oneKey,
            TimersDueAfter = [5, 6, 8, 10, 11, 12, 13, 14, 17, 18, 19, 20, 21, 22],
        },
    ];

    /// <summary>Cases that wait, each with the reason.</summary>
    public static readonly IReadOnlyDictionary<string, string> Waiting = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["batch-mode-keyed"] = Batch,
        ["cep-contiguity"] = Cep,
        ["cep-event-time-order-late"] = Cep,
        ["cep-iterative-and-groups"] = Cep,
        ["cep-not"] = Cep,
        ["cep-one-or-more"] = Cep,
        ["cep-skip-strategies-1"] = Cep,
        ["cep-skip-strategies-3"] = Cep,
        ["cep-within-timeout"] = Cep,
        ["co-group"] = Joins,
        ["interval-join"] = Joins,
        ["sql-batch-mode"] = Sql,
        ["sql-deduplication"] = Sql,
        ["sql-group-by-changelog"] = Sql,
        ["sql-grouping-sets-aggregates"] = Sql,
        ["sql-lookup-join"] = Sql,
        ["sql-match-recognize"] = Sql,
        ["sql-over-aggregation"] = Sql,
        ["sql-regular-joins"] = Sql,
        ["sql-scalar-functions"] = Sql,
        ["sql-semi-anti-set-operations"] = Sql,
        ["sql-temporal-join"] = Sql,
        ["sql-unnest-sort"] = Sql,
        ["sql-window-tvf-session"] = Sql,
        ["window-join"] = Joins,
    };

    public static RecordedCase Named(string name) => Run.Single(one => one.Name == name);
}
