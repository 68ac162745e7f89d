using System.Text.Json;

namespace Flink.Yarn.Rest;

/// <summary>A queue of the scheduler.</summary>
/// <param name="Path">With its parents, "root.default".</param>
/// <param name="Name">The last part, which is what people write.</param>
/// <param name="State">RUNNING, STOPPED or DRAINING.</param>
/// <param name="UsedPercent">Of what it may use now.</param>
/// <param name="PendingApplications">Those that wait.</param>
internal sealed record QueueReport(string Path, string Name, string State, double UsedPercent, long PendingApplications)
{
    /// <summary>The leaves of the scheduler's tree; of one that has no tree, none.</summary>
    public static IReadOnlyList<QueueReport> ReadAll(JsonElement scheduler)
    {
        var all = new List<QueueReport>();
        if (Shape.Part(scheduler, "scheduler") is { } outer && Shape.Part(outer, "schedulerInfo") is { } info)
        {
            // The capacity scheduler's information is its root; that of the fair scheduler has one.
            var root = Shape.Part(info, "rootQueue") ?? info;
            Add(all, root, Shape.Text(root, "queueName") ?? "root");
        }

        return all;
    }

    private static void Add(List<QueueReport> all, JsonElement queue, string path)
    {
        var children = Shape.List(Shape.Part(queue, "queues") ?? Shape.Part(queue, "childQueues"), "queue");
        foreach (var child in children)
        {
            var name = Shape.Text(child, "queueName") ?? "";
            Add(all, child, name.StartsWith(path + ".", StringComparison.Ordinal) ? name : $"{path}.{name}");
        }

        if (children.Count == 0)
        {
            all.Add(new QueueReport(
                path, path[(path.LastIndexOf('.') + 1)..], Shape.Text(queue, "state") ?? "RUNNING", Shape.Number(queue, "absoluteUsedCapacity"), Shape.Number(queue, "numPendingApplications")));
        }
    }
}
