using Flink.Core.Graph;
using Flink.Runtime.Slots;

namespace Flink.Runtime.ResourceManager;

/// <summary>What one job has declared, and the slots that it has for that.</summary>
internal sealed class JobDemand(JobId job)
{
    private readonly Dictionary<ResourceProfile, int> _acquired = [];
    private IReadOnlyList<ResourceRequirement> _declared = [];

    public JobId Job => job;

    /// <summary>Nothing is declared, and no slot is left.</summary>
    public bool IsEmpty => _declared.Count == 0 && _acquired.Count == 0;

    public bool HasDeclared => _declared.Count > 0;

    /// <summary>Fewer slots are there than are declared, of whatever size.</summary>
    public bool IsShort => _acquired.Values.Sum() < _declared.Sum(static need => need.Count);

    public IReadOnlyList<ResourceRequirement> Acquired =>
        [.. _acquired.Select(static pair => new ResourceRequirement(pair.Key, pair.Value))];

    public void Declare(IReadOnlyList<ResourceRequirement> requirements) => _declared = requirements;

    public void Add(ResourceProfile need) => _acquired[need] = _acquired.GetValueOrDefault(need) + 1;

    public void Remove(ResourceProfile need)
    {
        if (--_acquired[need] == 0)
        {
            _acquired.Remove(need);
        }
    }

    /// <summary>What is declared and not there: needs with amounts first and the largest of them before others, so that small ones fill what these leave.</summary>
    /// <remarks>A slot counts for what it was cut for, and the job's master counts so too.</remarks>
    public IEnumerable<ResourceRequirement> Missing() => _declared
        .OrderBy(static need => need.Profile.Kind is ResourceProfileKind.Unknown)
        .ThenByDescending(static need => need.Profile.Cpu)
        .ThenByDescending(static need => need.Profile.TotalMemory)
        .Select(need => need with { Count = need.Count - _acquired.GetValueOrDefault(need.Profile) })
        .Where(static need => need.Count > 0);
}
