using Flink.Core.EventTime;
using Flink.Core.Graph;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.JobManager;

/// <summary>The watermark alignment groups of a job: hears how far readers have come, and tells them how far they may go (FLIP-182).</summary>
/// <param name="graph">The job's tasks.</param>
/// <param name="tasks">Carries the answers to the readers.</param>
/// <param name="clock">For the intervals.</param>
/// <param name="post">Runs an action as a message of the job's master; false when it has ended.</param>
/// <remarks>
/// A reader that has not reported is waited for by nobody: it may have no split. Belongs to the job master's endpoint.
/// </remarks>
internal sealed class SourceAlignments(ExecutionGraph graph, ITaskGateway tasks, TimeProvider clock, Func<Action, bool> post)
{
    private readonly Dictionary<string, Group> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<VertexId, Member> _members = [];

    /// <summary>A source takes part; with null it does not.</summary>
    public void Add(JobVertex vertex, WatermarkAlignment? alignment)
    {
        if (alignment is null)
        {
            return;
        }

        if (!_groups.TryGetValue(alignment.Group, out var group))
        {
            _groups.Add(alignment.Group, group = new Group());
        }

        var member = new Member(group, vertex, alignment);
        group.Members.Add(member);
        _members.Add(vertex.Id, member);
        member.Timer = clock.CreateTimer(_ => post(() => Announce(member)), null, alignment.UpdateInterval, alignment.UpdateInterval);
    }

    /// <summary>A reader has come so far; <see cref="long.MaxValue"/> when nobody shall wait for it.</summary>
    public void Report(ExecutionId execution, long time)
    {
        if (_members.TryGetValue(execution.Vertex, out var member))
        {
            member.Reports[execution.Subtask] = time;
        }
    }

    /// <summary>A reader has ended: what it said holds no longer.</summary>
    public void Forget(ExecutionId execution)
    {
        if (_members.TryGetValue(execution.Vertex, out var member))
        {
            member.Reports[execution.Subtask] = null;
        }
    }

    /// <summary>A source takes part no longer.</summary>
    public void Remove(VertexId vertex)
    {
        if (_members.Remove(vertex, out var member))
        {
            member.Timer?.Dispose();
            member.Group.Members.Remove(member);
        }
    }

    private void Announce(Member member)
    {
        var slowest = member.Group.Slowest();
        var drift = (long)member.Alignment.MaxDrift.TotalMilliseconds;
        var max = slowest > long.MaxValue - drift ? long.MaxValue : slowest + drift;

        // Told again at every interval: a reader that was started in between has heard nothing yet.
        for (var subtask = 0; subtask < member.Reports.Length; subtask++)
        {
            tasks.AlignSource(graph.Of(member.Vertex.Id)[subtask].Current.Id, max);
        }
    }

    private sealed class Group
    {
        public List<Member> Members { get; } = [];

        public long Slowest()
        {
            var slowest = long.MaxValue;
            foreach (var member in Members)
            {
                foreach (var report in member.Reports)
                {
                    slowest = Math.Min(slowest, report ?? long.MaxValue);
                }
            }

            return slowest;
        }
    }

    private sealed class Member(Group group, JobVertex vertex, WatermarkAlignment alignment)
    {
        public Group Group => group;

        public JobVertex Vertex => vertex;

        public WatermarkAlignment Alignment => alignment;

        public long?[] Reports { get; } = new long?[vertex.Parallelism];

        public ITimer? Timer { get; set; }
    }
}
