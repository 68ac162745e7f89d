// The one node is this machine, and some tests kill parts of its Kubernetes.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
