using Flink.Core;
using Flink.Core.Graph;
using Flink.Core.Types;

namespace Flink.Runtime.Checkpoints;

/// <summary>Which state goes where when a job starts from a checkpoint, perhaps of another version of the program.</summary>
internal sealed class RestorePlan
{
    private readonly JobGraph _job;
    private readonly JobSnapshot _snapshot;
    private readonly bool _hasSameShape;
    private readonly Dictionary<OperatorId, List<WriterState>> _withEntries = [];

    private RestorePlan(JobGraph job, JobSnapshot snapshot)
    {
        _job = job;
        _snapshot = snapshot;
        _hasSameShape = job.Vertices.All(vertex => vertex.Operators.All(node =>
            snapshot.Operators.TryGetValue(node.Id, out var state) && state.Subtasks.Count == vertex.Parallelism));
    }

    /// <summary>The plan.</summary>
    /// <param name="job">The job that starts.</param>
    /// <param name="snapshot">The checkpoint.</param>
    /// <param name="ignoreUnclaimed">Whether state of operators that the job does not have is dropped.</param>
    /// <exception cref="FlinkException">The job cannot start from it; names the operator.</exception>
    public static RestorePlan For(JobGraph job, JobSnapshot snapshot, bool ignoreUnclaimed)
    {
        var plan = new RestorePlan(job, snapshot);
        plan.RefuseUnclaimed(ignoreUnclaimed);
        plan.RefuseOtherKeyGroups();
        plan.RefuseChangedFinished();
        return plan;
    }

    /// <summary>What a task starts from.</summary>
    public TaskRestore ForTask(JobVertex vertex, int subtask)
    {
        var operators = new Dictionary<OperatorId, OperatorRestore>();
        foreach (var node in vertex.Operators)
        {
            if (_snapshot.Operators.TryGetValue(node.Id, out var state))
            {
                operators.Add(node.Id, new OperatorRestore(state.Subtasks.Count, NeededBy(state, vertex, subtask)));
            }
        }

        return new TaskRestore(_snapshot.CheckpointId, operators, IsFinished(vertex, subtask));
    }

    private List<WriterState> NeededBy(OperatorState state, JobVertex vertex, int subtask)
    {
        var needed = new List<WriterState>();
        if (state.Subtasks.Count != vertex.Parallelism)
        {
            var own = KeyGroups.RangeOf(subtask, vertex.MaxParallelism, vertex.Parallelism);
            foreach (var (writer, one) in state.Subtasks.Index())
            {
                if (one.State is { } handle && (handle.Shape.HasOperatorEntries || (handle.Shape.KeyGroups.Start < own.End && own.Start < handle.Shape.KeyGroups.End)))
                {
                    needed.Add(new WriterState(writer, handle));
                }
            }

            return needed;
        }

        // Operator entries of all may be asked for by each, and to know which are dealt to it, a subtask counts those of the others.
        foreach (var other in WithEntries(state))
        {
            if (other.Subtask != subtask)
            {
                needed.Add(other);
            }
        }

        if (state.Subtasks[subtask].State is { } mine)
        {
            needed.Add(new WriterState(subtask, mine));
        }

        return needed;
    }

    private List<WriterState> WithEntries(OperatorState state)
    {
        if (!_withEntries.TryGetValue(state.Id, out var states))
        {
            states = [];
            foreach (var (writer, one) in state.Subtasks.Index())
            {
                if (one.State is { Shape.HasOperatorEntries: true } handle)
                {
                    states.Add(new WriterState(writer, handle));
                }
            }

            _withEntries.Add(state.Id, states);
        }

        return states;
    }

    // With another number of subtasks anywhere a subtask is not the one that it was, so only whole vertices stay finished.
    private bool IsFinished(JobVertex vertex, int subtask) => vertex.Operators.All(node =>
        _snapshot.Operators.TryGetValue(node.Id, out var state) && (_hasSameShape ? state.Subtasks[subtask].IsFinished : state.IsFinished));

    private void RefuseUnclaimed(bool ignoreUnclaimed)
    {
        var known = _job.Vertices.SelectMany(vertex => vertex.Operators).Select(node => node.Id).ToHashSet();
        var lost = _snapshot.Operators.Values
            .Where(state => state.HasState && !known.Contains(state.Id))
            .Select(state => $"'{state.Name}' ({state.Id})")
            .Order(StringComparer.Ordinal)
            .ToList();
        if (lost.Count > 0 && !ignoreUnclaimed)
        {
            throw new FlinkException(
                $"{Where()} has state of {string.Join(", ", lost)}, which job '{_job.Name}' does not have. Give the operator the uid that it had, "
                + "or drop its state with 'execution.state-recovery.ignore-unclaimed-state: true'.");
        }
    }

    private void RefuseOtherKeyGroups()
    {
        foreach (var vertex in _job.Vertices)
        {
            foreach (var node in vertex.Operators)
            {
                if (_snapshot.Operators.TryGetValue(node.Id, out var state) && state.HasKeyedState && state.MaxParallelism != vertex.MaxParallelism)
                {
                    throw new FlinkException(
                        $"'{node.Name}' ({node.Id}) has a max parallelism of {vertex.MaxParallelism}, and its keyed state has {state.MaxParallelism} key groups, which cannot change. "
                        + $"{Where()} wrote it. Call SetMaxParallelism({state.MaxParallelism}).");
                }
            }
        }
    }

    // A task that has finished reads nothing: whoever sends to it must have finished too, and so must all that is chained to it.
    private void RefuseChangedFinished()
    {
        var topology = new TaskTopology(_job);
        foreach (var vertex in _job.Vertices)
        {
            var finished = vertex.Operators.Where(node => _snapshot.Operators.GetValueOrDefault(node.Id) is { IsFinished: true }).ToList();
            var isChanged = finished.Count > 0 && finished.Count < vertex.Operators.Count;
            for (var subtask = 0; subtask < vertex.Parallelism && !isChanged; subtask++)
            {
                isChanged = IsFinished(vertex, subtask)
                    && !topology.AllSenders(vertex.Id, subtask, (sender, index) => IsFinished(_job.Vertex(sender), index));
            }

            if (isChanged)
            {
                throw new FlinkException(
                    $"{Where()} says that '{vertex.Name}' had finished, or part of it, but job '{_job.Name}' now has operators chained to it or sending to it "
                    + "that had not. Start from an earlier checkpoint, or leave this part of the program as it was.");
            }
        }
    }

    private string Where() => _snapshot.Folder is { } folder ? $"Checkpoint '{folder}'" : $"Checkpoint {_snapshot.CheckpointId}";
}
