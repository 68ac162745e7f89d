using Flink.Core.Graph;
using Flink.Runtime.Checkpoints;
using Flink.Runtime.JobManager.Slots;
using Flink.Runtime.Network;
using Flink.Runtime.Slots;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.JobManager;

/// <summary>Sends subtasks off whose slots are there: one batch for each TaskManager, with the places of the tasks' partners.</summary>
/// <param name="graph">The job's tasks.</param>
/// <param name="job">What TaskManagers learn of the job.</param>
/// <param name="listener">Whom the tasks report to.</param>
/// <remarks>Belongs to the job master's endpoint. Work is linear in subtasks and pointwise channels.</remarks>
internal sealed class Deployer(ExecutionGraph graph, JobInformation job, ITaskListener listener)
{
    private readonly ILookup<VertexId, JobEdge> _inputs = graph.Job.Edges.ToLookup(static edge => edge.Target);
    private readonly ILookup<VertexId, JobEdge> _outputs = graph.Job.Edges.ToLookup(static edge => edge.Source);

    /// <summary>Deploys subtasks. Whole regions come together, so that every partner has its slot.</summary>
    /// <param name="subtasks">The subtasks.</param>
    /// <param name="plan">What they start from; null for a fresh start.</param>
    public void Deploy(IReadOnlyList<Subtask> subtasks, RestorePlan? plan)
    {
        var batches = new Dictionary<TaskManagerId, Batch>();
        var order = new List<Batch>();

        // Receivers first: in one process a sender finds them when its first batch is full.
        foreach (var subtask in subtasks.OrderByDescending(static subtask => subtask.Number))
        {
            var execution = subtask.Current;
            var slot = subtask.SharedSlot.Slot!;
            execution.Slot = slot;
            execution.TryMoveTo(ExecutionState.Deploying);
            var restore = plan?.ForTask(subtask.Vertex, subtask.Index);
            execution.HadFinished = restore is { IsFinished: true };
            if (!batches.TryGetValue(slot.TaskManager.Location.Id, out var batch))
            {
                batches.Add(slot.TaskManager.Location.Id, batch = new Batch(slot.TaskManager));
                order.Add(batch);
            }

            batch.Tasks.Add((subtask, new SubtaskDeployment(execution.Id, slot.Allocation, restore)));
        }

        var places = new Places(graph);
        foreach (var batch in order)
        {
            var placement = PlacementFor(batch, places);
            batch.TaskManager.Gateway.Submit(new DeploymentBatch(job, placement, [.. batch.Tasks.Select(static task => task.Deployment)]), listener);
        }
    }

    private JobPlacement PlacementFor(Batch batch, Places places)
    {
        var parts = new List<VertexPlacement>();
        var known = new HashSet<(VertexId, int, int)>();
        foreach (var (subtask, _) in batch.Tasks)
        {
            foreach (var edge in _outputs[subtask.Vertex.Id])
            {
                var (first, end) = PatternOf(edge).ReceiversOf(subtask.Index);
                Add(edge.Target, first, end);
            }

            foreach (var edge in _inputs[subtask.Vertex.Id])
            {
                var (first, end) = PatternOf(edge).SendersOf(subtask.Index);
                Add(edge.Source, first, end);
            }
        }

        return new JobPlacement(parts);

        void Add(VertexId vertex, int first, int end)
        {
            if (known.Add((vertex, first, end)))
            {
                parts.Add(places.Of(vertex, first, end));
            }
        }
    }

    private ExchangePattern PatternOf(JobEdge edge) =>
        new(edge.Partitioner.IsPointwise, graph.Of(edge.Source).Count, graph.Of(edge.Target).Count);

    private sealed class Batch(TaskManagerConnection taskManager)
    {
        public TaskManagerConnection TaskManager => taskManager;

        public List<(Subtask Subtask, SubtaskDeployment Deployment)> Tasks { get; } = [];
    }

    // What is asked for once for every TaskManager is made once.
    private sealed class Places(ExecutionGraph graph)
    {
        private readonly Dictionary<VertexId, VertexPlacement> _whole = [];

        public VertexPlacement Of(VertexId vertex, int first, int end)
        {
            var subtasks = graph.Of(vertex);
            if (end - first < subtasks.Count)
            {
                return Make(vertex, subtasks, first, end);
            }

            if (!_whole.TryGetValue(vertex, out var whole))
            {
                _whole.Add(vertex, whole = Make(vertex, subtasks, first, end));
            }

            return whole;
        }

        private static VertexPlacement Make(VertexId vertex, IReadOnlyList<Subtask> subtasks, int first, int end)
        {
            var places = new TaskPlacement[end - first];
            for (var i = first; i < end; i++)
            {
                var execution = subtasks[i].Current;
                places[i - first] = new TaskPlacement(vertex, i, execution.Id.Attempt, subtasks[i].SharedSlot.Slot!.TaskManager.Location);
            }

            return new VertexPlacement(vertex, first, places);
        }
    }
}
