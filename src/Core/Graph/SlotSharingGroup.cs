namespace Flink.Core.Graph;

/// <summary>A slot-sharing group with the size of its slots: subtasks of its operators share slots with each other and with nobody else.</summary>
/// <remarks>Immutable. Made by <see cref="NewBuilder"/>.</remarks>
public sealed class SlotSharingGroup
{
    internal SlotSharingGroup(string name, ResourceSpec? resources)
    {
        Name = name;
        Resources = resources;
    }

    /// <summary>Its name; the same group wherever the same name occurs in a program.</summary>
    public string Name { get; }

    /// <summary>The size of each of its slots; null where this says nothing about it, and another mention of the group may.</summary>
    public ResourceSpec? Resources { get; }

    /// <summary>Begins the description of a group.</summary>
    /// <param name="name">Its name; <see cref="JobVertex.DefaultSlotSharingGroup"/> for that of operators which name none.</param>
    public static SlotSharingGroupBuilder NewBuilder(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new SlotSharingGroupBuilder(name);
    }
}
