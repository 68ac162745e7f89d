using Flink.Core.Graph;

namespace Flink.Streaming.Graph;

/// <summary>Which operators share slots with which, how large these are, and which operators have to meet in one.</summary>
internal sealed class SlotGroups
{
    private readonly Topology _topology;
    private readonly Dictionary<OperatorTransformation, string> _names = [];
    private readonly Dictionary<string, ResourceSpec> _resources = new(StringComparer.Ordinal);

    /// <summary>The groups of a program.</summary>
    /// <param name="topology">Its operators.</param>
    /// <param name="registered">Sizes by group, beside those that operators name with their groups.</param>
    /// <exception cref="InvalidOperationException">A group has two sizes, or operators are to meet in a slot that cannot.</exception>
    public SlotGroups(Topology topology, IReadOnlyDictionary<string, ResourceSpec> registered)
    {
        _topology = topology;
        foreach (var one in topology.Operators)
        {
            var name = _names[one] = NameOf(one);
            if (registered.TryGetValue(name, out var resources))
            {
                SetSize(name, resources);
            }

            if (one.SlotResources is { } own)
            {
                SetSize(name, own);
            }
        }

        foreach (var group in topology.Operators.Where(static one => one.CoLocationGroup is not null).GroupBy(static one => one.CoLocationGroup!, StringComparer.Ordinal))
        {
            CheckCanMeet(group.Key, [.. group]);
        }
    }

    /// <summary>How large the slots of groups are that have operators and a size, by name.</summary>
    public IReadOnlyDictionary<string, ResourceSpec> Resources => _resources;

    /// <summary>The name of an operator's group.</summary>
    public string Of(OperatorTransformation one) => _names[one];

    // A group that is not set is that of the inputs where they agree (Flink's determineSlotSharingGroup).
    private string NameOf(OperatorTransformation one)
    {
        if (one.SlotSharingGroup is { } asked)
        {
            return asked;
        }

        var groups = _topology.InputsOf(one).Select(link => _names[link.From]).Distinct(StringComparer.Ordinal).ToList();
        return groups is [var only] ? only : JobVertex.DefaultSlotSharingGroup;
    }

    private void SetSize(string group, ResourceSpec resources)
    {
        if (!_resources.TryAdd(group, resources) && _resources[group] != resources)
        {
            throw new InvalidOperationException(
                $"Slot-sharing group '{group}' has two sizes: {_resources[group]}, and {resources}. Its operators share slots, so it needs one: build the group once and use it everywhere.");
        }
    }

    private void CheckCanMeet(string key, IReadOnlyList<OperatorTransformation> operators)
    {
        var first = operators[0];
        foreach (var other in operators)
        {
            if (_names[other] != _names[first])
            {
                throw new InvalidOperationException(
                    $"Operators of co-location group '{key}' cannot meet in a slot: '{first.DisplayName}' is in slot-sharing group '{_names[first]}', and '{other.DisplayName}' in '{_names[other]}'. "
                    + "Put them into one slot-sharing group.");
            }

            if (other.Parallelism != first.Parallelism)
            {
                throw new InvalidOperationException(
                    $"Operators of co-location group '{key}' cannot meet in each slot: '{first.DisplayName}' has parallelism {first.Parallelism}, and '{other.DisplayName}' {other.Parallelism}. "
                    + "Set them equal.");
            }
        }
    }
}
