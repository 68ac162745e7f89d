using Flink.Core.Graph;
using Flink.Runtime.Checkpoints;
using Flink.Runtime.JobManager.Regions;
using Flink.Runtime.JobManager.Slots;
using Flink.Runtime.Slots;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.JobManager;

/// <summary>The tasks of a job: schedules, deploys and cancels them, region by region, and knows which regions are still under way.</summary>
/// <remarks>Belongs to the job master's endpoint.</remarks>
internal sealed class JobTasks
{
    private readonly RegionScheduler _scheduler;
    private readonly Deployer _deployer;
    private readonly Func<Action, bool> _post;
    private readonly int[] _live;
    private RestorePlan? _plan;
    private bool _willDeclare;

    /// <summary>Tasks that have not started.</summary>
    /// <param name="job">What TaskManagers learn of the job.</param>
    /// <param name="graph">The tasks.</param>
    /// <param name="pool">The job's slots.</param>
    /// <param name="listener">Whom the tasks report to.</param>
    /// <param name="post">Runs an action as a message of the job's master.</param>
    public JobTasks(JobInformation job, ExecutionGraph graph, SlotPool pool, ITaskListener listener, Func<Action, bool> post)
    {
        Graph = graph;
        Pool = pool;
        Regions = new PipelinedRegions(graph);
        _post = post;
        _live = [.. Regions.All.Select(static region => region.Count)];
        _deployer = new Deployer(graph, job, listener);
        _scheduler = new RegionScheduler(Regions, pool, subtasks => _deployer.Deploy(subtasks, _plan));
        SlotSharing.Assign(graph);
    }

    public ExecutionGraph Graph { get; }

    public PipelinedRegions Regions { get; }

    public SlotPool Pool { get; }

    /// <summary>Every region.</summary>
    public IEnumerable<int> AllRegions => Enumerable.Range(0, Regions.All.Count);

    /// <summary>Regions that wait for slots.</summary>
    public IReadOnlyList<int> WaitingForSlots => [.. _scheduler.Waiting];

    /// <summary>Regions with a task that runs on a TaskManager that is about to go.</summary>
    public IReadOnlyList<int> RegionsOnLeaving =>
    [
        .. Pool.TaskManagers.Where(static taskManager => taskManager.IsLeaving)
            .SelectMany(static taskManager => taskManager.Slots)
            .SelectMany(static slot => slot.User?.Subtasks ?? [])
            .Where(static subtask => !subtask.Current.State.IsTerminal())
            .Select(Regions.Of).Distinct().Order(),
    ];

    /// <summary>Whether tasks that have ended are about to be started over, so that their slots stay needed.</summary>
    public bool WillStartOver { get; set; }

    /// <summary>Whether every task of a region has ended.</summary>
    public bool HasEnded(int region) => _live[region] == 0;

    /// <summary>Starts regions whose tasks have not started.</summary>
    /// <param name="regions">The regions.</param>
    /// <param name="plan">What they start from; null for a fresh start.</param>
    public void Schedule(IReadOnlyCollection<int> regions, RestorePlan? plan)
    {
        _plan = plan;
        WillStartOver = false;
        _scheduler.Schedule(regions);
    }

    /// <summary>Takes slots that a TaskManager offers.</summary>
    /// <returns>Those that were accepted.</returns>
    public IReadOnlyList<AllocationId> Offer(TaskManagerConnection taskManager, IReadOnlyList<SlotOffer> offers)
    {
        var accepted = Pool.Offer(taskManager, offers);
        _scheduler.Assign();
        return accepted;
    }

    /// <summary>Asks the tasks of regions to end.</summary>
    public void Cancel(IEnumerable<int> regions)
    {
        foreach (var subtask in regions.SelectMany(region => Regions.All[region]))
        {
            var execution = subtask.Current;
            if (execution.TryMoveTo(ExecutionState.Canceling))
            {
                execution.Slot!.TaskManager.Gateway.Cancel(execution.Id);
            }
            else
            {
                // Never deployed, or ended before.
                TryMove(subtask, ExecutionState.Canceled);
            }
        }
    }

    /// <summary>Makes new attempts of all tasks of regions; their current ones have ended.</summary>
    public void StartOver(IEnumerable<int> regions)
    {
        foreach (var region in regions)
        {
            foreach (var subtask in Regions.All[region])
            {
                Graph.StartOver(subtask);
            }

            _live[region] = Regions.All[region].Count;
        }
    }

    /// <summary>Moves the current attempt of a subtask.</summary>
    /// <returns>False when the move is not legal.</returns>
    public bool TryMove(Subtask subtask, ExecutionState state)
    {
        var from = subtask.Current.State;
        if (!subtask.Current.TryMoveTo(state))
        {
            return false;
        }

        if (state.IsTerminal())
        {
            _live[Regions.Of(subtask)]--;
            if (from != ExecutionState.Created)
            {
                _scheduler.Ended(subtask);
                DeclareLater();
            }
        }

        return true;
    }

    /// <summary>Fails the tasks of slots that are gone.</summary>
    /// <param name="slots">The slots.</param>
    /// <param name="cause">Why.</param>
    /// <param name="ended">Is told of each.</param>
    /// <returns>Those whose end nobody had asked for.</returns>
    public IReadOnlyList<Subtask> Lose(IReadOnlyList<PhysicalSlot> slots, Exception cause, Action<Subtask> ended)
    {
        var failed = new List<Subtask>();
        foreach (var subtask in slots.SelectMany(static slot => slot.User?.Subtasks ?? []).ToList())
        {
            var wasAsked = subtask.Current.State == ExecutionState.Canceling;
            if (TryMove(subtask, ExecutionState.Failed))
            {
                subtask.Current.Failure = cause;
                ended(subtask);
                if (!wasAsked)
                {
                    failed.Add(subtask);
                }
            }
        }

        return failed;
    }

    /// <summary>Gives back all slots, and lets TaskManagers forget the job: it has ended.</summary>
    public void Close()
    {
        // First: a worker that is left without a slot of a job thinks that the job goes on elsewhere, and keeps what it wrote for it.
        foreach (var taskManager in Pool.TaskManagers)
        {
            taskManager.Gateway.ReleaseJob(Graph.Job.Id, hasEnded: true);
        }

        Pool.Close("The job has ended.");
    }

    // Once for all tasks that end about now.
    private void DeclareLater()
    {
        if (!_willDeclare)
        {
            _willDeclare = true;
            _post(() =>
            {
                _willDeclare = false;
                if (!WillStartOver)
                {
                    _scheduler.LowerNeed();
                    Pool.Declare();
                }
            });
        }
    }
}
