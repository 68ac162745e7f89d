using Flink.Core.Graph;

namespace Flink.Streaming;

/// <summary>Settings of one operator. Each returns the handle, so that they can be written one after the other behind the transformation.</summary>
public static class OperatorSettings
{
    /// <summary>Names the operator for people. Does not change its id.</summary>
    public static THandle Name<THandle>(this THandle handle, string name)
        where THandle : IOperatorHandle
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        handle.Operator.Name = name;
        return handle;
    }

    /// <summary>Gives the operator an id that stays when the program changes around it: its state is found again by it.</summary>
    /// <param name="handle">The operator.</param>
    /// <param name="uid">Unique in the program; a duplicate is refused when the graph is built.</param>
    public static THandle Uid<THandle>(this THandle handle, string uid)
        where THandle : IOperatorHandle
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(uid);
        handle.Operator.Uid = uid;
        return handle;
    }

    /// <summary>Sets the number of subtasks.</summary>
    /// <exception cref="InvalidOperationException">The operator cannot run in parallel.</exception>
    public static THandle SetParallelism<THandle>(this THandle handle, int parallelism)
        where THandle : IOperatorHandle
    {
        handle.Operator.SetParallelism(parallelism);
        return handle;
    }

    /// <summary>Sets the number of key groups: the most subtasks that the operator's state can ever be spread over. 1 to 32,768.</summary>
    public static THandle SetMaxParallelism<THandle>(this THandle handle, int maxParallelism)
        where THandle : IOperatorHandle
    {
        Core.Types.KeyGroups.CheckMaxParallelism(maxParallelism);
        handle.Operator.MaxParallelism = maxParallelism;
        return handle;
    }

    /// <summary>Puts the operator into a group: subtasks of one group share slots, those of different groups never do. Operators behind it inherit the group.</summary>
    public static THandle SlotSharingGroup<THandle>(this THandle handle, string group)
        where THandle : IOperatorHandle
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(group);
        handle.Operator.SlotSharingGroup = group;
        handle.Operator.SlotResources = null;
        return handle;
    }

    /// <summary>Puts the operator into a group whose slots have a size. Operators behind it inherit the group.</summary>
    /// <param name="handle">The operator.</param>
    /// <param name="group">The group; its size counts for all its operators, and a different one elsewhere in the program is refused when the graph is built.</param>
    public static THandle SlotSharingGroup<THandle>(this THandle handle, SlotSharingGroup group)
        where THandle : IOperatorHandle
    {
        ArgumentNullException.ThrowIfNull(group);
        handle.Operator.SlotSharingGroup = group.Name;
        handle.Operator.SlotResources = group.Resources;
        return handle;
    }

    /// <summary>Has the operator's subtasks run in the same slots as those of every other operator with this key: each beside the one with its index, also after restarts.</summary>
    /// <param name="handle">The operator.</param>
    /// <param name="key">Names the co-location group. Its operators need one parallelism and one slot-sharing group, which is checked when the graph is built.</param>
    public static THandle SetCoLocationGroupKey<THandle>(this THandle handle, string key)
        where THandle : IOperatorHandle
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        handle.Operator.CoLocationGroup = key;
        return handle;
    }

    /// <summary>The operator begins a task of its own; those behind it may join it.</summary>
    public static THandle StartNewChain<THandle>(this THandle handle)
        where THandle : IOperatorHandle
    {
        handle.Operator.Chaining = ChainingStrategy.Head;
        return handle;
    }

    /// <summary>The operator stays alone in its task.</summary>
    public static THandle DisableChaining<THandle>(this THandle handle)
        where THandle : IOperatorHandle
    {
        handle.Operator.Chaining = ChainingStrategy.Never;
        return handle;
    }

    /// <summary>The operator runs in one subtask, now and after every rescaling.</summary>
    public static THandle ForceNonParallel<THandle>(this THandle handle)
        where THandle : IOperatorHandle
    {
        handle.Operator.ForceNonParallel();
        return handle;
    }

    /// <summary>Says that the operator's function waits for something (a socket, a file, a lock): its task then gets a thread of its own.</summary>
    /// <exception cref="InvalidOperationException">The operator is a source or sink that says so by itself.</exception>
    public static THandle Blocking<THandle>(this THandle handle)
        where THandle : IOperatorHandle
    {
        handle.Operator.DeclareBlocking();
        return handle;
    }
}
