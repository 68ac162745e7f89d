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

    public void Add(ResourceProfile slot) => _acquired[slot] = _acquired.GetValueOrDefault(slot) + 1;

    public void Remove(ResourceProfile slot)
    {
        if (--_acquired[slot] == 0)
        {
            _acquired.Remove(slot);
        }
    }

    /// <summary>What is declared and not there. A slot counts for a need of its own size first, and else for one without amounts.</summary>
    public List<ResourceRequirement> Missing()
    {
        var missing = new List<ResourceRequirement>();
        var spare = new Dictionary<ResourceProfile, int>(_acquired);
        foreach (var need in _declared.OrderBy(static need => need.Profile.Kind is ResourceProfileKind.Unknown))
        {
            var left = need.Count;
            foreach (var slot in spare.Keys.Where(slot => slot.Matches(need.Profile)).ToArray())
            {
                var taken = Math.Min(left, spare[slot]);
                left -= taken;
                spare[slot] -= taken;
            }

            if (left > 0)
            {
                missing.Add(need with { Count = left });
            }
        }

        return missing;
    }
}
