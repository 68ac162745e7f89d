using Flink.Runtime.ResourceManager;
using Flink.Runtime.Rpc;
using Flink.Runtime.Slots;
using Flink.Runtime.Tests.Slots;

namespace Flink.Runtime.Tests.ResourceManager;

/// <summary>Workers, masters and ResourceManagers that come and go at random: a seed that fails, fails again.</summary>
public sealed class RandomClusterTests
{
    private const int Slots = 2;

    // Any two slots fit a worker, whatever their sizes: then there is room for all when there are half as many workers.
    private static readonly ResourceProfile[] Needs = [ResourceProfile.Unknown, new(0.5m, 30, managed: 50), new(0.75m, 100)];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_comes_and_goes_no_slot_has_two_jobs_and_in_the_end_each_job_has_what_it_needs(int seed)
    {
        var world = new World(seed);
        for (var step = 0; step < 60; step++)
        {
            world.Step();
            world.AssertNothingIsBookedTwice();
            world.AssertSlotsFitTheirWorkers();
        }

        world.ComeToRest();
        world.AssertNothingIsBookedTwice();
        world.AssertAllNeedsAreMet();
    }

    private sealed class World
    {
        private readonly Random _random;
        private readonly SlotCluster _cluster = new();
        private readonly Dictionary<string, RpcEndpoint> _workers = [];
        private readonly Dictionary<int, (SlotMaster Master, Dictionary<ResourceProfile, int> Needs)> _masters = [];
        private int _names;

        public World(int seed)
        {
            _random = new Random(seed);
            _cluster.StartResourceManager();
            StartWorker();
        }

        public void Step()
        {
            switch (_random.Next(7))
            {
                case 0:
                    StartWorker();
                    break;
                case 1 when _workers.Count > 0:
                    StopWorker();
                    break;
                case 2:
                    StartJob();
                    break;
                case 3 when _masters.Count > 0:
                    Declare(AnyJob(), AnyNeeds(5));
                    break;
                case 4 when _masters.Count > 0:
                    ReplaceMaster(AnyJob());
                    break;
                case 5 when _masters.Count > 0:
                    EndJob(AnyJob());
                    break;
                case 6:
                    ReplaceResourceManager();
                    break;
            }

            _cluster.Pass(TimeSpan.FromMilliseconds(_random.Next(2) == 0 ? 10 : 500));
        }

        public void ComeToRest()
        {
            while (_workers.Count * Slots < _masters.Values.Sum(static job => job.Needs.Values.Sum()))
            {
                StartWorker();
            }

            _cluster.Pass(TimeSpan.FromMinutes(2));
        }

        public void AssertNothingIsBookedTwice()
        {
            var held = _masters.Values.SelectMany(static job => job.Master.Slots).Where(slot => _workers.ContainsKey(slot.Worker.Value)).ToList();
            Assert.Equal(held.Count, held.DistinctBy(static slot => slot.Slot.Allocation).Count());
            Assert.Equal(held.Count, held.DistinctBy(static slot => (slot.Worker, slot.Slot.Index)).Count());
        }

        public void AssertAllNeedsAreMet()
        {
            foreach (var (master, needs) in _masters.Values)
            {
                Assert.Equal(
                    Describe(needs.Where(static need => need.Value > 0)),
                    Describe(master.Slots.Where(slot => _workers.ContainsKey(slot.Worker.Value))
                        .GroupBy(static slot => slot.Slot.Need, static (need, slots) => KeyValuePair.Create(need, slots.Count()))));
            }
        }

        public void AssertSlotsFitTheirWorkers()
        {
            foreach (var slots in _masters.Values.SelectMany(static job => job.Master.Slots).Where(slot => _workers.ContainsKey(slot.Worker.Value)).GroupBy(static slot => slot.Worker))
            {
                var spec = WorkerSpec.Of(_cluster.Describe(slots.Key.Value, Slots));
                var used = slots.Aggregate(ResourceProfile.Zero, (sum, slot) => sum.Add(spec.Resolve(slot.Slot.Need)));
                Assert.True(spec.Total.Covers(used), $"{slots.Key} has {spec.Total}, and its slots {used}");
            }
        }

        private static IEnumerable<string> Describe(IEnumerable<KeyValuePair<ResourceProfile, int>> needs) =>
            needs.Select(static need => $"{need.Value} x {need.Key}").Order(StringComparer.Ordinal);

        private Dictionary<ResourceProfile, int> AnyNeeds(int most)
        {
            var needs = new Dictionary<ResourceProfile, int>();
            for (var slots = _random.Next(most); slots > 0; slots--)
            {
                var need = Needs[_random.Next(Needs.Length)];
                needs[need] = needs.GetValueOrDefault(need) + 1;
            }

            return needs;
        }

        private int AnyJob() => _masters.Keys.ElementAt(_random.Next(_masters.Count));

        private void StartWorker()
        {
            var name = $"worker-{++_names}";
            _workers.Add(name, _cluster.StartWorker(name, Slots));
        }

        private void StopWorker()
        {
            var (name, worker) = _workers.ElementAt(_random.Next(_workers.Count));
            _workers.Remove(name);
            _cluster.Stop(worker);
        }

        private void StartJob()
        {
            var job = ++_names;
            _masters.Add(job, (_cluster.StartMaster(job, endpoint: $"master-{job}"), []));
            Declare(job, AnyNeeds(5));
        }

        private void Declare(int job, Dictionary<ResourceProfile, int> needs)
        {
            var master = _masters[job].Master;
            master.WantedByNeed = needs;
            _masters[job] = (master, needs);
            master.Declare(RequirementsOf(needs));
            master.GiveBackUnwanted();
            _cluster.Settle();
        }

        private static ResourceRequirement[] RequirementsOf(Dictionary<ResourceProfile, int> needs) =>
            [.. needs.Select(static need => new ResourceRequirement(need.Key, need.Value))];

        private void ReplaceMaster(int job)
        {
            var (old, needs) = _masters[job];
            _cluster.Stop(old);
            _masters[job] = (_cluster.StartMaster(job, endpoint: $"master-{job}-{++_names}"), needs);
            Declare(job, needs);
        }

        private void EndJob(int job)
        {
            var (master, _) = _masters[job];
            _masters.Remove(job);
            master.WantedByNeed = new Dictionary<ResourceProfile, int>();
            master.Declare();
            master.GiveBackAll();
            master.EndJob();
            _cluster.Settle();
            _cluster.Stop(master);
        }

        private void ReplaceResourceManager()
        {
            _cluster.StopResourceManager();
            _cluster.StartResourceManager();
            foreach (var worker in _workers.Values.Cast<Flink.Runtime.TaskExecutor.TaskExecutor>())
            {
                worker.Follow(_cluster.ResourceManagerAddress, _cluster.Term);
            }

            foreach (var (master, needs) in _masters.Values)
            {
                master.RegisterAt(_cluster.ResourceManagerAddress, _cluster.Term);
                _cluster.Settle();
                master.Declare(RequirementsOf(needs));
            }

            _cluster.Settle();
        }
    }
}
