"""What a person takes on of a result: agreed, followed, reminded of."""
