using Flink.ResourceManagers.Drivers;
using Flink.ResourceManagers.Testing;
using Flink.ResourceManagers.Tests.Cluster;
using Flink.ResourceManagers.Workers;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Slots;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Flink.ResourceManagers.Tests.Workers;

/// <summary>A worker manager alone, and a system that does at random whatever systems do: a seed that fails, fails again.</summary>
public sealed class RandomDemandTests
{
    private const int Steps = 1_000;

    // FLINK_PROPERTY_RUNS=10000 for a long run.
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, int.Parse(Environment.GetEnvironmentVariable("FLINK_PROPERTY_RUNS") ?? "100"))];

    [Theory, Rule(53), Rule(15)]
    [MemberData(nameof(Seeds), DisableDiscoveryEnumeration = true)]
    public void After_a_thousand_requests_cancels_and_deaths_there_are_as_many_workers_as_are_declared(int seed)
    {
        var world = new World(seed);
        for (var step = 0; step < Steps; step++)
        {
            world.Step();
        }

        world.ComeToRest();
        world.AssertAllIsAsDeclared();
    }

    private sealed class World
    {
        private readonly Random _random;
        private readonly ScriptedDriver _driver = new() { OnRequest = null, UndoesCancelled = false };
        private readonly WorkerTemplate _template = new ElasticCluster().Template;
        private readonly Host _host = new();
        private readonly WorkerManager _manager;
        private readonly HashSet<TaskManagerId> _registered = [];
        private readonly List<Exception> _fatal = [];
        private int _declared;

        public World(int seed)
        {
            _random = new Random(seed);
            var old = Enumerable.Range(0, _random.Next(5)).Select(static number => new TaskManagerId($"old-{number}")).ToArray();
            _driver.Alive.UnionWith(old);
            _driver.OnInitialize = _ => Task.FromResult<IReadOnlyList<RecoveredWorker>>([.. old.Select(static id => new RecoveredWorker(id, null))]);
            _driver.OnRelease = worker =>
            {
                // What is released ends at some time; systems may tell of it, too.
                if (_random.Next(3) == 0)
                {
                    _driver.Events!.WorkerLost(worker, "it was released");
                }

                return _random.Next(10) == 0 ? Task.FromException(new InvalidOperationException("the system is away")) : Task.CompletedTask;
            };
            var settings = new WorkerManagerSettings { RecoveryTimeout = TimeSpan.FromSeconds(_random.Next(3)), MaxFailureRate = 1_000 };
            _manager = new WorkerManager(_driver, _template, settings, _fatal.Add, NullLogger.Instance);
            _host.Gone = worker => _registered.Remove(worker);
            _host.Do(() => _manager.Start(_host));
        }

        public void Step()
        {
            switch (_random.Next(12))
            {
                case 0 or 1:
                    Declare(_random.Next(8));
                    break;
                case 2 or 3 or 4 when Any(_driver.Open) is { } request:
                    Answer(request);
                    break;
                case 5 or 6 when Any(_driver.Alive) is { Value: not null } worker:
                    Register(worker);
                    break;
                case 7 when Any(_driver.Alive) is { Value: not null } worker:
                    Die(worker);
                    break;
                case 8 when Any(_registered) is { Value: not null } worker:
                    _registered.Remove(worker);
                    _host.Do(() => _manager.Lost(worker));
                    break;
                case 9 when Any(_registered) is { Value: not null } worker:
                    Release(worker);
                    break;
                case 10:
                    _host.Clock.Advance(TimeSpan.FromMilliseconds(_random.Next(5_000)));
                    break;
                case 11 when Any(_registered) is { Value: not null } worker:
                    _host.Do(() => _manager.Unregistered(worker));
                    _registered.Remove(worker);
                    break;
            }

            _host.Run();
            Assert.Empty(_fatal);
        }

        public void ComeToRest()
        {
            _driver.OnRelease = static _ => Task.CompletedTask;
            for (var round = 0; round < 200; round++)
            {
                _declared = Math.Max(_registered.Count, 4);
                Declare(_declared);
                foreach (var request in _driver.Open.ToArray())
                {
                    Finish(request);
                }

                _host.Run();
                foreach (var worker in _driver.Alive.ToArray())
                {
                    Register(worker);
                }

                _host.Clock.Advance(TimeSpan.FromSeconds(10));
                _host.Run();
            }
        }

        public void AssertAllIsAsDeclared()
        {
            Assert.Empty(_driver.Open);
            Assert.Equal(0, _manager.PendingWorkers);
            Assert.Equal(_declared, _driver.Alive.Count);
            Assert.Equal(_driver.Alive.Order(Ids), _registered.Order(Ids));
            var before = _driver.Requests.Count;
            Declare(_declared);
            _host.Clock.Advance(TimeSpan.FromMinutes(10));
            _host.Run();
            Assert.Equal(before, _driver.Requests.Count);
        }

        private static Comparer<TaskManagerId> Ids => Comparer<TaskManagerId>.Create(static (one, other) => string.CompareOrdinal(one.Value, other.Value));

        private void Answer(ScriptedRequest request)
        {
            switch (_random.Next(5))
            {
                case 0:
                    request.Fail(new WorkerRequestException("no room", isRetryable: _random.Next(2) == 0));
                    break;
                case 1:
                    // Its end may be read before its start.
                    _driver.Events!.WorkerLost(request.Id, "it died at once");
                    request.Start();
                    _driver.Alive.Remove(request.Id);
                    break;
                default:
                    Finish(request);
                    break;
            }
        }

        private static void Finish(ScriptedRequest request)
        {
            if (request.IsCancelled && request.Id.Value.EndsWith('7'))
            {
                request.Undo();
            }
            else
            {
                request.Start();
            }
        }

        private void Register(TaskManagerId worker)
        {
            if (!_registered.Contains(worker))
            {
                _host.Do(() =>
                {
                    if (_manager.Accepts(worker) is WorkerAcceptance.Yes)
                    {
                        _registered.Add(worker);
                        _manager.Registered(worker, _template.Spec);
                        _manager.Declare([Declaration(Math.Max(_declared, _registered.Count))]);
                    }
                });
            }
        }

        private void Die(TaskManagerId worker)
        {
            _driver.Lose(worker, "it was killed");
            if (_random.Next(4) == 0)
            {
                _driver.Lose(worker, "it was killed");
            }
        }

        private void Release(TaskManagerId worker)
        {
            _registered.Remove(worker);
            _declared = _random.Next(8);
            _host.Do(() => _manager.Declare([Declaration(Math.Max(_declared, _registered.Count), worker)]));
        }

        // As the slot manager does: never fewer than have registered.
        private void Declare(int needed)
        {
            _declared = needed;
            _host.Do(() => _manager.Declare([Declaration(Math.Max(needed, _registered.Count))]));
        }

        private WorkerDeclaration Declaration(int needed, params TaskManagerId[] unwanted) => new(_template.Spec, needed, unwanted);

        private T? Any<T>(IEnumerable<T> from)
        {
            var all = from.ToArray();
            return all.Length == 0 ? default : all[_random.Next(all.Length)];
        }
    }

    /// <summary>An endpoint that a test runs by hand.</summary>
    private sealed class Host : SynchronizationContext, IWorkerSupplyHost
    {
        private readonly Queue<Action> _posted = new();

        public FakeTimeProvider Clock { get; } = new();

        public Action<TaskManagerId> Gone { get; set; } = static _ => { };

        public IReadOnlySet<string> BlockedNodes { get; } = new HashSet<string>();

        TimeProvider IWorkerSupplyHost.Clock => Clock;

        public bool Post(Action action)
        {
            _posted.Enqueue(action);
            return true;
        }

        public override void Post(SendOrPostCallback d, object? state) => _posted.Enqueue(() => d(state));

        public IDisposable After(TimeSpan delay, Action action) =>
            Clock.CreateTimer(_ => Post(action), null, delay, Timeout.InfiniteTimeSpan);

        public void WorkerGone(TaskManagerId worker, string reason) => Gone(worker);

        public void WorkerReleased(TaskManagerId worker) => Gone(worker);

        public void WorkerLeaves(TaskManagerId worker, DateTimeOffset deadline, string reason)
        {
        }

        public void Block(BlockedNode node)
        {
        }

        public void CheckDemand()
        {
        }

        public void Do(Action action)
        {
            Post(action);
            Run();
        }

        public void Run()
        {
            var previous = Current;
            SetSynchronizationContext(this);
            while (_posted.TryDequeue(out var action))
            {
                action();
            }

            SetSynchronizationContext(previous);
        }
    }
}
